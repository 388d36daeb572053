-- sqlite3 clinic.db < clinic.sql
CREATE TABLE clinics (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL);
CREATE TABLE veterinarians (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL, clinic_id INTEGER NOT NULL);
CREATE TABLE cats (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, owner_name VARCHAR(80) NOT NULL, born DATE);
CREATE TABLE appointments (id INTEGER PRIMARY KEY, veterinarian_id INTEGER NOT NULL, cat_id INTEGER NOT NULL, at DATETIME NOT NULL, reason VARCHAR(40));
CREATE INDEX veterinarians_clinic ON veterinarians (clinic_id);
CREATE INDEX appointments_veterinarian ON appointments (veterinarian_id);
INSERT INTO clinics VALUES (1, 'Happy Paws'), (2, 'Happy Tails'), (3, 'North Street Veterinary'), (4, 'Closed');
INSERT INTO veterinarians VALUES (1, 'Ada Novak', 1), (2, 'Bo Lind', 1), (3, 'Cleo Marsh', 2), (4, 'Dag Berg', 3),
  (5, 'Eve Ruiz', 1);
INSERT INTO cats VALUES (1, 'Luna', 'Mira Okafor', '2019-04-01'), (2, 'Milo', 'Jan Peeters', '2021-09-12'),
  (3, 'Luna', 'Sam Ito', NULL), (4, 'Žofie', 'Petra Malá', '2016-01-30'), (5, 'Felix', 'Ana Costa', '2020-02-29'),
  (6, 'Oscar', 'Lee Wong', '2012-11-05'), (7, 'Bella', 'Tom Reed', '2022-05-17'), (8, 'Minka', 'Ida Holm', '2018-08-08');
INSERT INTO appointments VALUES (1, 1, 4, '2023-01-09 09:00:00', 'check-up'), (2, 1, 3, '2023-01-09 09:30:00', NULL),
  (3, 2, 1, '2023-01-10 11:00:00', 'vaccination'), (4, 1, 4, '2023-02-01 10:00:00', 'teeth'),
  (5, 3, 2, '2023-02-02 08:30:00', 'check-up'), (6, 4, 5, '2023-02-03 16:00:00', 'surgery'),
  (7, 2, 7, '2023-02-06 14:00:00', 'check-up'), (8, 3, 1, '2023-02-07 09:00:00', NULL),
  (9, 1, 7, '2023-03-01 10:30:00', 'vaccination'), (10, 4, 6, '2023-03-02 12:00:00', 'check-up'),
  (11, 2, 99, '2023-03-03 12:00:00', 'a cat that was deleted');
