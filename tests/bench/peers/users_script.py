# SPDX-License-Identifier: Apache-2.0
"""users_script.py HOST PORT USER PASSWORD DATABASE API_URL TODAY OUT

What one writes by hand: two generators in the order of names, merged and grouped. The database
sorts its side, each last name of the API is sorted by first name here.
"""

import datetime
import heapq
import itertools
import json
import sys
import urllib.request

import MySQLdb
import MySQLdb.cursors

ACTIVE_DAYS = 30
SQL = """SELECT lastname, firstname, last_active_date, platform_registered_on, specialty,
classification FROM user ORDER BY lastname, firstname"""


def internal_people(host, port, user, password, database):
    connection = MySQLdb.connect(host=host, port=int(port), user=user, password=password,
                                 database=database, cursorclass=MySQLdb.cursors.SSCursor)
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        for lastname, firstname, *rest in cursor:
            yield (lastname, firstname), 0, rest


def api_records(url):
    page = pages = 1
    while page <= pages:
        with urllib.request.urlopen(f"{url}?page={page}") as response:
            body = json.load(response)
        pages = body["total_pages"]
        yield from body["users"]
        page += 1


def external_people(url):
    for _, people in itertools.groupby(api_records(url), key=lambda p: p["lastname"]):
        for person in sorted(people, key=lambda p: p["firstname"]):
            yield (person["lastname"], person["firstname"]), 1, person


def is_active(day, today):
    return (today - day).days <= ACTIVE_DAYS


def matches(internal, external, today):
    merged = heapq.merge(internal, external, key=lambda person: person[:2])
    for (lastname, firstname), group in itertools.groupby(merged, key=lambda person: person[0]):
        sides = ([], [])
        for _, side, person in group:
            sides[side].append(person)
        for ours, theirs in itertools.product(*sides):
            active, registered, specialty, classification = ours
            their_day = datetime.date.fromisoformat(theirs["last_active_date"])
            yield {
                "firstname": firstname,
                "lastname": lastname,
                "specialty": specialty.lower(),
                "practice_location": theirs["practice_location"],
                "platform_registered_on": registered,
                "internal_classification": classification.lower(),
                "external_classification": theirs["user_type_classification"].lower(),
                "is_active_internal_platform": is_active(active, today),
                "is_active_external_platform": is_active(their_day, today),
            }


def main():
    *database, url, today, out = sys.argv[1:]
    today = datetime.date.fromisoformat(today)
    with open(out, "w", encoding="utf-8") as file:
        for match in matches(internal_people(*database), external_people(url), today):
            file.write(json.dumps(match, ensure_ascii=False) + "\n")


main()
