-- sqlite3 practice.db < practice.sql
CREATE TABLE practice (practice_no INTEGER PRIMARY KEY, title VARCHAR(80) NOT NULL);
CREATE TABLE staff (staff_no INTEGER PRIMARY KEY, practice_no INTEGER NOT NULL, role VARCHAR(20));
CREATE TABLE animal (animal_no INTEGER PRIMARY KEY, species VARCHAR(10) NOT NULL, called VARCHAR(40), keeper VARCHAR(80));
CREATE TABLE visit (visit_no INTEGER PRIMARY KEY, staff_no INTEGER NOT NULL, animal_no INTEGER NOT NULL);
INSERT INTO practice VALUES (10, 'Harbour Vets'), (20, 'Hill Vets');
INSERT INTO staff VALUES (1, 10, 'vet'), (2, 10, 'vet'), (3, 20, 'vet');
INSERT INTO animal VALUES (100, 'cat', 'Tiger', 'Olu Ade'), (101, 'dog', 'Rex', 'Olu Ade'), (102, 'cat', 'Asta', 'Kim Bang'),
  (103, 'cat', 'Tiger', 'Noor Haddad'), (104, 'cat', NULL, 'Noor Haddad');
INSERT INTO visit VALUES (1, 1, 103), (2, 1, 101), (3, 2, 100), (4, 2, 100), (5, 3, 102), (6, 1, 104);
