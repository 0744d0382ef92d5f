"""Ways to break the rules of docs/model.md, one at a time, each with the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MUTATIONS", "Mutation"]


@dataclass(frozen=True)
class Mutation:
    """A rule broken on purpose.

    Parameters
    ----------
    rule
        How the broken program behaves.
    file
        Path of a source file in the project.
    before
        Text that occurs exactly once in the file.
    after
        What stands in its place in the broken program.
    killers
        Tests of which at least one must fail then: files, or test functions of them.
    """

    rule: str
    file: str
    before: str
    after: str
    killers: tuple[str, ...]


_MODEL, _SCENARIO, _STUDY = "sim/model/", "sim/scenario/", "sim/study/"
_BY_HAND = ("tests/unit/model/test_custody.py",)
_EQUAL = (
    "tests/property/test_random_scenarios.py::test_every_engine_gives_the_same_second_for_every_stage_of_every_booking",
)
_TIES = ("tests/unit/model/test_staged.py::test_ties_at_the_pickup_line_are_equal",)
_BOOKINGS = ("tests/unit/model/test_bookings.py",)
_HOLDS = ("tests/unit/model/test_holds.py",)
_OUTCOMES = ("tests/unit/model/test_outcomes.py",)
_EFFORT = ("tests/unit/model/counts/test_effort.py",)
_WEEK = ("tests/unit/model/counts/test_week.py",)
_DUTY = ("tests/unit/scenario/test_duty.py",)
_CLOCK = ("tests/unit/scenario/test_clock.py",)
_DISTRIBUTIONS = ("tests/unit/scenario/test_distributions.py",)
_COMPARE = ("tests/unit/analyses/comparison/test_compare.py",)
_INTERVALS = ("tests/unit/study/test_intervals.py",)
_REPLICATE = ("tests/unit/study/test_replicate.py",)
_CIW = ("tests/theory/test_against_ciw.py",)

_CUSTODY = (
    Mutation(
        "someone is assigned before all else of a second has happened",
        f"{_MODEL}custody.py",
        "AFTER_ALL_ELSE = EventPriority(2)",
        "AFTER_ALL_ELSE = EventPriority(0)",
        _BY_HAND,
    ),
    Mutation(
        "an interview may begin as release is due",
        f"{_MODEL}custody.py",
        "return person.release_due_at <= self.env.now",
        "return person.release_due_at < self.env.now",
        _BY_HAND,
    ),
    Mutation(
        "whoever has gone is still in the line of interviews, as a ghost",
        f"{_MODEL}custody.py",
        "return person.release_due_at <= self.env.now",
        "return False",
        _BY_HAND,
    ),
    Mutation(
        "an interview that release cuts off keeps its officer to the end",
        f"{_MODEL}custody.py",
        "return person.interview_ended_at - person.interview_started_at",
        "return person.interview_seconds",
        _BY_HAND,
    ),
    Mutation(
        "who has gone costs the officer a turn",
        f"{_MODEL}custody.py",
        "                self.waiting.pop(0)\n"
        "            if not self.waiting:\n"
        "                return\n"
        "            self.call(",
        "                self.waiting.pop(0)\n"
        "                return\n"
        "            if not self.waiting:\n"
        "                return\n"
        "            self.call(",
        _BY_HAND,
    ),
    Mutation(
        "an interview goes on after release",
        f"{_MODEL}custody.py",
        "self.ends_at(person, person.interview_seconds)",
        "self.env.now + person.interview_seconds",
        _BY_HAND,
    ),
    Mutation(
        "a review goes on after release",
        f"{_MODEL}custody.py",
        "self.ends_at(person, person.review_seconds)",
        "self.env.now + person.review_seconds",
        _BY_HAND,
    ),
    Mutation(
        "an interview that ends as release is due comes too late",
        f"{_MODEL}custody.py",
        "if in_time and person.detected:",
        "if in_time and person.detected and self.env.now < person.release_due_at:",
        _BY_HAND,
    ),
    Mutation(
        "a review that ends as release is due comes too late",
        f"{_MODEL}custody.py",
        "if in_time and person.detainer:",
        "if in_time and person.detainer and self.env.now < person.release_due_at:",
        _BY_HAND,
    ),
    Mutation(
        "an interview that release cuts off flags",
        f"{_MODEL}custody.py",
        "if in_time and person.detected:",
        "if person.detected:",
        _BY_HAND,
    ),
    Mutation(
        "a review that release cuts off flags",
        f"{_MODEL}custody.py",
        "if in_time and person.detainer:",
        "if person.detainer:",
        _BY_HAND,
    ),
    Mutation(
        "every interview flags, whomever it detects",
        f"{_MODEL}custody.py",
        "if in_time and person.detected:",
        "if in_time:",
        _BY_HAND,
    ),
    Mutation(
        "every review flags, whether or not a detainer follows",
        f"{_MODEL}custody.py",
        "if in_time and person.detainer:",
        "if in_time:",
        _OUTCOMES,
    ),
    Mutation(
        "a flag by screening does not close the review",
        f"{_MODEL}custody.py",
        "return min(person.release_due_at, person.found_by_interview_at) <= self.env.now",
        "return person.release_due_at <= self.env.now",
        _BY_HAND,
    ),
    Mutation(
        "a review may begin as screening flags",
        f"{_MODEL}custody.py",
        "return min(person.release_due_at, person.found_by_interview_at) <= self.env.now",
        "return min(person.release_due_at, person.found_by_interview_at + 1) <= self.env.now",
        _BY_HAND,
    ),
    Mutation(
        "a review may begin as release is due",
        f"{_MODEL}custody.py",
        "return min(person.release_due_at, person.found_by_interview_at) <= self.env.now",
        "return min(person.release_due_at + 1, person.found_by_interview_at) <= self.env.now",
        _BY_HAND,
    ),
    Mutation(
        "whoever came last is served first",
        f"{_MODEL}custody.py",
        "self.call(server, self.waiting.pop(0)[2])",
        "self.call(server, self.waiting.pop()[2])",
        _BY_HAND,
    ),
    Mutation(
        "those ready for an interview at one second are served in the other order",
        f"{_MODEL}custody.py",
        "(p.ready_at, p.row, p)",
        "(p.ready_at, -p.row, p)",
        _EQUAL,
    ),
    Mutation(
        "matches of one second are reviewed in the other order",
        f"{_MODEL}custody.py",
        "(person.match_at, person.row, person)",
        "(person.match_at, -person.row, person)",
        _BY_HAND,
    ),
    Mutation(
        "requests of one second for a pickup are served in the other order",
        f"{_MODEL}custody.py",
        "self.join((asks_at, person.row, person))",
        "self.join((asks_at, -person.row, person))",
        _BY_HAND,
    ),
    Mutation(
        "those who do not say that they are foreign-born are interviewed",
        f"{_MODEL}custody.py",
        "if p.jail == jail and p.discloses]",
        "if p.jail == jail]",
        _BY_HAND,
    ),
    Mutation(
        "officers interview the people of other jails",
        f"{_MODEL}custody.py",
        "if p.jail == jail and p.discloses]",
        "if p.discloses]",
        _EQUAL,
    ),
    Mutation(
        "work may begin as a shift ends",
        f"{_MODEL}custody.py",
        "if now < server.off_at",
        "if now <= server.off_at",
        _BY_HAND,
    ),
    Mutation(
        "officers do no overtime: at the end of the shift they are free",
        f"{_MODEL}custody.py",
        "yield self.env.timeout(seconds)",
        "yield self.env.timeout(min(seconds, server.off_at - self.env.now))",
        _BY_HAND,
    ),
    Mutation(
        "the officer who has been free longest comes first, not the one listed first",
        f"{_MODEL}custody.py",
        "insort(self.idle, server, key=BY_PLACE)",
        "self.idle.append(server)",
        _BY_HAND,
    ),
    Mutation(
        "someone flagged twice is asked for twice",
        f"{_MODEL}custody.py",
        "if person.found_by_review_at == NEVER:",
        "if person.found_by_review_at <= NEVER:",
        _BY_HAND,
    ),
    Mutation(
        "someone whom a review flags after an interview is asked for twice",
        f"{_MODEL}custody.py",
        "if person.found_by_interview_at == NEVER:",
        "if person.found_by_interview_at <= NEVER:",
        _BY_HAND,
    ),
    Mutation(
        "a trip has a seat more",
        f"{_MODEL}custody.py",
        "self.env.now, arrives_at, self.seats)",
        "self.env.now, arrives_at, self.seats + 1)",
        _BY_HAND,
    ),
    Mutation(
        "a trip's seats never run out",
        f"{_MODEL}custody.py",
        "self.seats_left -= 1",
        "self.seats_left -= 0",
        _BY_HAND,
    ),
    Mutation(
        "a trip that arrives at the last second of the hold takes nobody along",
        f"{_MODEL}custody.py",
        "person.release_due_at <= self.arrives_at <= person.hold_ends_at",
        "person.release_due_at <= self.arrives_at < person.hold_ends_at",
        _BY_HAND,
    ),
    Mutation(
        "a trip takes people along after their hold",
        f"{_MODEL}custody.py",
        "person.release_due_at <= self.arrives_at <= person.hold_ends_at",
        "person.release_due_at <= self.arrives_at",
        _BY_HAND,
    ),
    Mutation(
        "a trip takes people along before their release is due",
        f"{_MODEL}custody.py",
        "person.release_due_at <= self.arrives_at <= person.hold_ends_at",
        "self.arrives_at <= person.hold_ends_at",
        _BY_HAND,
    ),
    Mutation(
        "a crew sets out though it cannot be there before the last second of the hold",
        f"{_MODEL}custody.py",
        "self.travel_seconds[person.jail] > person.hold_ends_at",
        "self.travel_seconds[person.jail] >= person.hold_ends_at",
        _BY_HAND,
    ),
    Mutation(
        "a crew sets out as soon as someone is flagged",
        f"{_MODEL}custody.py",
        "asks_at = max(self.env.now, person.notice_at)",
        "asks_at = self.env.now",
        _BY_HAND,
    ),
    Mutation(
        "nobody takes a seat on a trip that arrives as they ask",
        f"{_MODEL}custody.py",
        "trips[0].arrives_at < self.env.now",
        "trips[0].arrives_at <= self.env.now",
        _BY_HAND,
    ),
    Mutation(
        "a seat goes to the latest trip that suits",
        f"{_MODEL}custody.py",
        "any(trip.seats(person) for trip in trips)",
        "any(trip.seats(person) for trip in reversed(trips))",
        _BY_HAND,
    ),
    Mutation(
        "a free crew comes before a seat on a trip under way",
        f"{_MODEL}custody.py",
        "for request in asking if not self.seated_on_trip_under_way(request[2])",
        "for request in asking",
        _BY_HAND,
    ),
    Mutation(
        "a trip takes along people of another jail",
        f"{_MODEL}custody.py",
        "if request[2].jail != person.jail or not trip.seats(request[2])",
        "if not trip.seats(request[2])",
        _BY_HAND,
    ),
    Mutation(
        "those behind in the line get no seat on the trip that is promised to them",
        f"{_MODEL}custody.py",
        "if request[2].jail != person.jail or not trip.seats(request[2])",
        "if request[2] is not person",
        _BY_HAND,
    ),
    Mutation(
        "a crew is free again when it is there",
        f"{_MODEL}custody.py",
        "return self.busy_seconds[person.jail]",
        "return max(1, self.travel_seconds[person.jail])",
        _BY_HAND,
    ),
    Mutation(
        "ICE takes custody when the crew is back",
        f"{_MODEL}custody.py",
        "person.transferred_at = self.arrives_at",
        "person.transferred_at = self.arrives_at + 3600",
        _BY_HAND,
    ),
    Mutation(
        "prints are matched of people whom no federal record knows",
        f"{_MODEL}bookings.py",
        "return self.fingerprinted & self.on_record",
        "return self.fingerprinted",
        _BY_HAND,
    ),
    Mutation(
        "an interview may begin before the person is ready",
        f"{_MODEL}custody.py",
        "(facts.booked_at + facts.intake_seconds)[rows]",
        "facts.booked_at[rows]",
        _BY_HAND,
    ),
    Mutation(
        "a match is there at booking",
        f"{_MODEL}custody.py",
        "(facts.booked_at + facts.match_seconds)[rows]",
        "facts.booked_at[rows]",
        _BY_HAND,
    ),
)

_STAGED = (
    Mutation(
        "the staged engine does not close a review when screening has flagged",
        f"{_MODEL}staged.py",
        "limit = np.minimum(due, journeys.found_by_interview_at)",
        "limit = due",
        _EQUAL,
    ),
    Mutation(
        "the staged engine begins work as release is due",
        f"{_MODEL}staged.py",
        "if start < limit[i]:",
        "if start <= limit[i]:",
        _CIW,
    ),
    Mutation(
        "the staged engine breaks ties between officers the other way",
        f"{_MODEL}staged.py",
        "if offer < start:",
        "if offer <= start:",
        _EQUAL,
    ),
    Mutation(
        "the staged engine begins work as a shift ends",
        f"{_MODEL}staged.py",
        "off[shift[k]] <= earliest",
        "off[shift[k]] < earliest",
        _CIW,
    ),
    Mutation(
        "the staged engine lets work go on after release",
        f"{_MODEL}staged.py",
        "end = min(start + seconds[i], cut_off[i])",
        "end = start + seconds[i]",
        _CIW,
    ),
    Mutation(
        "the staged engine breaks ties between people the other way",
        f"{_MODEL}staged.py",
        'return rows[np.argsort(asks_at[rows], kind="stable")]',
        'return rows[::-1][np.argsort(asks_at[rows[::-1]], kind="stable")]',
        _CIW,
    ),
    Mutation(
        "a trip of the staged engine has a seat more",
        f"{_MODEL}staged.py",
        "seats_left[i] = seats[0] - 1",
        "seats_left[i] = seats[0]",
        _TIES,
    ),
    Mutation(
        "a trip of the staged engine that arrives as release is due takes nobody along",
        f"{_MODEL}staged.py",
        "transferred_at[trip] < due[i]",
        "transferred_at[trip] <= due[i]",
        _TIES,
    ),
    Mutation(
        "a crew of the staged engine is too late at the last second of the hold",
        f"{_MODEL}staged.py",
        "start + travel[j] <= hold_ends_at[i]",
        "start + travel[j] < hold_ends_at[i]",
        _TIES,
    ),
    Mutation(
        "nobody takes a seat on a trip of the staged engine that arrives as they ask",
        f"{_MODEL}staged.py",
        "transferred_at[trip] < asked",
        "transferred_at[trip] <= asked",
        _TIES,
    ),
)

_CASELOADS = (
    Mutation(
        "a crew sets out when release is due",
        f"{_MODEL}caseload.py",
        "return facts.release_due_at - travel",
        "return facts.release_due_at",
        _BY_HAND,
    ),
    Mutation(
        "a notice longer than the way makes a crew arrive before release is due",
        f"{_MODEL}caseload.py",
        "np.minimum(travel, notice)",
        "notice",
        _BY_HAND,
    ),
    Mutation(
        "a crew's way back takes no time",
        f"{_MODEL}caseload.py",
        "max(1, seconds + back)",
        "max(1, seconds)",
        _BY_HAND,
    ),
    Mutation(
        "a trip of no length keeps its crew no time",
        f"{_MODEL}caseload.py",
        "max(1, seconds + back)",
        "seconds + back",
        _BY_HAND,
    ),
    Mutation(
        "officers go home for good when the counted days are over",
        f"{_MODEL}caseload.py",
        "ends_at = int(deadlines.max(initial=clock.midnight_of_day(scenario.days))) + 1",
        "ends_at = clock.midnight_of_day(scenario.days)",
        _BY_HAND,
    ),
)

_CHANCE = (
    Mutation(
        "all facts of a booking share a stream",
        f"{_MODEL}bookings.py",
        "json.dumps([seed, replication, jail, fact])",
        "json.dumps([seed, replication, jail])",
        _BOOKINGS,
    ),
    Mutation(
        "jails share their streams",
        f"{_MODEL}bookings.py",
        "json.dumps([seed, replication, jail, fact])",
        "json.dumps([seed, replication, fact])",
        _BOOKINGS,
    ),
    Mutation(
        "replications share their streams",
        f"{_MODEL}bookings.py",
        "json.dumps([seed, replication, jail, fact])",
        "json.dumps([seed, jail, fact])",
        _BOOKINGS,
    ),
    Mutation(
        "a booking takes the next unused number of a stream, not the one of its place",
        f"{_MODEL}bookings.py",
        "return self._stream(fact, count)[self._rows]",
        "return self._stream(fact, count)[: len(self._rows)]",
        _BOOKINGS,
    ),
    Mutation(
        "a fact is true of those of whom it should not be",
        f"{_MODEL}bookings.py",
        "return self._uniforms(fact) < limits",
        "return self._uniforms(fact) > limits",
        _BOOKINGS,
    ),
    Mutation(
        "those who are not removable are recognised as those who are",
        f"{_MODEL}bookings.py",
        "limits = np.where(removable, limits, shares_of_others[self._charge])",
        "limits = np.where(removable, limits, limits)",
        _BOOKINGS,
    ),
    Mutation(
        "work may last no time",
        f"{_MODEL}bookings.py",
        "return np.maximum(self._duration(fact, hours), 1)",
        "return self._duration(fact, hours)",
        _BOOKINGS,
    ),
    Mutation(
        "a year of bookings has 366 days",
        f"{_MODEL}bookings.py",
        "YEAR_HOURS = 365 * 24",
        "YEAR_HOURS = 366 * 24",
        _BOOKINGS,
    ),
    Mutation(
        "the weekly profile begins on the first day drawn, whatever day of the week it is",
        f"{_MODEL}bookings.py",
        "week[clock.hours_of_week(first, last)]",
        "np.resize(week, (last - first) // HOUR_SECONDS)",
        _BOOKINGS,
    ),
    Mutation(
        "bookings are thinned at the rate of the hour before",
        f"{_MODEL}bookings.py",
        "week[clock.hours_of_week(first, last)]",
        "np.roll(week, 1)[clock.hours_of_week(first, last)]",
        _BOOKINGS,
    ),
    Mutation(
        "within an hour all bookings come as it begins",
        f"{_MODEL}bookings.py",
        "np.floor((hour + within) * HOUR_SECONDS)",
        "np.floor((hour + 0 * within) * HOUR_SECONDS)",
        _BOOKINGS,
    ),
    Mutation(
        "gaps between bookings are even, not exponential",
        f"{_MODEL}bookings.py",
        '-np.log1p(-self._stream("booked_at", count))',
        '0 * self._stream("booked_at", count) + 1',
        _BOOKINGS,
    ),
    Mutation(
        "others are counted on the warm-up and cool-down days too",
        f"{_MODEL}bookings.py",
        "per_hour[counted].sum()",
        "per_hour.sum()",
        _BOOKINGS,
    ),
    Mutation(
        "others of a bookings file are counted a second too long",
        f"{_MODEL}bookings.py",
        "(records.booked_at < end)",
        "(records.booked_at <= end)",
        _BOOKINGS,
    ),
    Mutation(
        "bookings of a file are drawn a second too long",
        f"{_MODEL}bookings.py",
        "(records.booked_at < last)",
        "(records.booked_at <= last)",
        _BOOKINGS,
    ),
    Mutation(
        "the stay of someone still inside is drawn as if it began anew",
        f"{_MODEL}bookings.py",
        "passed + probabilities[rows] * (1 - passed)",
        "probabilities[rows]",
        _BOOKINGS,
    ),
    Mutation(
        "what a bookings file gives is drawn all the same",
        f"{_MODEL}bookings.py",
        "if column is None:",
        'if column is None or fact == "fingerprinted":',
        _BOOKINGS,
    ),
    Mutation(
        "durations are cut to whole seconds, not rounded",
        f"{_SCENARIO}seconds.py",
        "np.rint(",
        "np.floor(",
        _CLOCK,
    ),
    Mutation(
        "the whole seconds of a gamma are those of the second before",
        f"{_SCENARIO}distributions.py",
        'np.searchsorted(self._cdf_of_seconds, u, side="left")',
        'np.searchsorted(self._cdf_of_seconds, u, side="left") - 1',
        _DISTRIBUTIONS,
    ),
)

_HOLD = (
    Mutation(
        "a hold is an hour short",
        f"{_MODEL}holds.py",
        "return facts.release_due_at + hold",
        "return facts.release_due_at + np.maximum(hold - 3600, 0)",
        _HOLDS,
    ),
    Mutation(
        "a hold lasts 24 hours where the scenario does not say",
        f"{_SCENARIO}schema.py",
        "ByCharge[Duration](otherwise=Number(48))",
        "ByCharge[Duration](otherwise=Number(24))",
        _BY_HAND,
    ),
    Mutation(
        "a jail holds people though it does not honour the detainer",
        f"{_MODEL}holds.py",
        "np.where(facts.honoured, seconds_by_charge(scenario, rules.hold_hours)[facts.charge], 0)",
        "seconds_by_charge(scenario, rules.hold_hours)[facts.charge]",
        _HOLDS,
    ),
    Mutation(
        "the weekend is ignored: it counts on the business clock",
        f"{_MODEL}holds.py",
        "day.weekday() < 5 and day not in federal_holidays(day.year)",
        "day not in federal_holidays(day.year)",
        _HOLDS,
    ),
    Mutation(
        "holidays count on the business clock",
        f"{_MODEL}holds.py",
        "day.weekday() < 5 and day not in federal_holidays(day.year)",
        "day.weekday() < 5",
        _HOLDS,
    ),
    Mutation(
        "a hold that is over at midnight of a Friday lasts to the Monday",
        f"{_MODEL}holds.py",
        'np.searchsorted(passed, target, side="left")',
        'np.searchsorted(passed, target, side="right")',
        _HOLDS,
    ),
    Mutation(
        "the business clock is used at every jail",
        f"{_MODEL}holds.py",
        'if rules.hold_clock == "business":',
        'if rules.hold_clock != "":',
        _HOLDS,
    ),
)

_DUTIES = (
    Mutation(
        "holidays are worked where they are off",
        f"{_SCENARIO}duty.py",
        'if shift.federal_holidays == "off" and',
        'if shift.federal_holidays == "never" and',
        _DUTY,
    ),
    Mutation(
        "a shift is worked on every day of the week",
        f"{_SCENARIO}duty.py",
        "if day.weekday() not in shift.weekdays:",
        "if day.weekday() not in (*shift.weekdays, 5, 6):",
        _DUTY,
    ),
    Mutation(
        "a team is not in force on the last day of its agreement",
        f"{_SCENARIO}duty.py",
        "clock.midnight(period.last + timedelta(days=1))",
        "clock.midnight(period.last)",
        _DUTY,
    ),
    Mutation(
        "a team is not in force on the first day of its agreement",
        f"{_SCENARIO}duty.py",
        "clock.midnight(period.first))",
        "clock.midnight(period.first + timedelta(days=1)))",
        _DUTY,
    ),
    Mutation(
        "a night shift that began before the first day is forgotten",
        f"{_SCENARIO}duty.py",
        "clock.days(span.first - DAY_SECONDS, span.last)",
        "clock.days(span.first, span.last)",
        _DUTY,
    ),
    Mutation(
        "an officer of the whole day goes home at midnight",
        f"{_SCENARIO}duty.py",
        "on <= joined[-1][1]",
        "on < joined[-1][1]",
        _DUTY,
    ),
    Mutation(
        "a team is one officer, however many the shift has",
        f"{_SCENARIO}duty.py",
        "[_duty(shift, in_force, clock, span)] * shift.officers",
        "[_duty(shift, in_force, clock, span)] * min(1, shift.officers)",
        _DUTY,
    ),
    Mutation(
        "a holiday on a weekend is observed on no other day",
        f"{_SCENARIO}clock.py",
        "observed=True",
        "observed=False",
        _CLOCK,
    ),
    Mutation(
        "a holiday is kept on the day on which it falls, too",
        f"{_SCENARIO}clock.py",
        "if day.year == year and day.weekday() < 5)",
        "if day.year == year)",
        _CLOCK,
    ),
    Mutation(
        "a holiday observed in the year before its own is missed",
        f"{_SCENARIO}clock.py",
        "if day.year == year and day.weekday() < 5)",
        "if day.year == year and day.weekday() < 5 and (day.month, day.day) != (12, 31))",
        _CLOCK,
    ),
    Mutation(
        "every night has its hours, the clocks changed or not",
        f"{_SCENARIO}clock.py",
        "return round(moment.replace(tzinfo=self._zone).timestamp() - self._origin_timestamp)",
        "return round((moment.replace(tzinfo=None) - self._origin.replace(tzinfo=None)).total_seconds())",
        _CLOCK,
    ),
    Mutation(
        "the week begins on the first day of the scenario",
        f"{_SCENARIO}clock.py",
        "if ends - begins == DAY_SECONDS:\n        return day.weekday() * 24 + np.arange(24)",
        "if ends - begins == DAY_SECONDS:\n        return (day - clock.start).days % 7 * 24 + np.arange(24)",
        _CLOCK,
    ),
)

_COUNTS = (
    Mutation(
        "on a tie of the two channels the review has the flag",
        f"{_MODEL}journeys.py",
        "self.found_by_interview_at <= self.found_by_review_at",
        "self.found_by_interview_at < self.found_by_review_at",
        _BY_HAND,
    ),
    Mutation(
        "the later of the two channels has the flag",
        f"{_MODEL}journeys.py",
        "return np.minimum(self.found_by_interview_at, self.found_by_review_at)",
        "return np.maximum(self.found_by_interview_at, self.found_by_review_at)",
        _BY_HAND,
    ),
    Mutation(
        "a match that arrives as release is due is in time",
        f"{_MODEL}outcomes.py",
        "facts.booked_at + facts.match_seconds < facts.release_due_at",
        "facts.booked_at + facts.match_seconds <= facts.release_due_at",
        _BY_HAND,
    ),
    Mutation(
        "of those without prints it is asked first whether they are on record",
        f"{_MODEL}outcomes.py",
        "        Outcome.RELEASED_NOT_FINGERPRINTED: ~facts.fingerprinted,\n"
        "        Outcome.RELEASED_NO_RECORD: ~facts.on_record,\n",
        "        Outcome.RELEASED_NO_RECORD: ~facts.on_record,\n"
        "        Outcome.RELEASED_NOT_FINGERPRINTED: ~facts.fingerprinted,\n",
        _OUTCOMES,
    ),
    Mutation(
        "a review that was cut off counts as one that ended",
        f"{_MODEL}outcomes.py",
        "reviewed = (journeys.reviewer != NOBODY) & (\n"
        "        journeys.review_ended_at - journeys.review_started_at == facts.review_seconds\n"
        "    )",
        "reviewed = journeys.reviewer != NOBODY",
        _OUTCOMES,
    ),
    Mutation(
        "people who are held in vain leave as release is due",
        f"{_MODEL}outcomes.py",
        "[journeys.transferred_at, caseload.hold_ends_at]",
        "[journeys.transferred_at, facts.release_due_at]",
        _OUTCOMES,
    ),
    Mutation(
        "a booking of the first second is not counted",
        f"{_MODEL}outcomes.py",
        "(facts.booked_at >= 0)",
        "(facts.booked_at > 0)",
        _OUTCOMES,
    ),
    Mutation(
        "a booking of the first second after the counted days is counted",
        f"{_MODEL}outcomes.py",
        "(facts.booked_at < end)",
        "(facts.booked_at <= end)",
        _OUTCOMES,
    ),
    Mutation(
        "ICE has no trace of those whose match came too late",
        f"{_MODEL}outcomes.py",
        "(Outcome.RELEASED_NOT_FINGERPRINTED, Outcome.RELEASED_NO_RECORD)",
        "(Outcome.RELEASED_NOT_FINGERPRINTED, Outcome.RELEASED_NO_RECORD, Outcome.RELEASED_BEFORE_MATCH)",
        _OUTCOMES,
    ),
    Mutation(
        "only those whom nobody flagged count as released before pickup",
        f"{_MODEL}outcomes.py",
        "LOST = REMOVABLE_OUTCOMES[1:]",
        "LOST = REMOVABLE_OUTCOMES[2:]",
        _OUTCOMES,
    ),
    Mutation(
        "those who are flagged wrongly count as flagged",
        f"{_MODEL}counts/measures.py",
        "journeys.flagged & facts.removable",
        "journeys.flagged",
        _OUTCOMES,
    ),
    Mutation(
        "a replication counts the warm-up and cool-down days too",
        f"{_MODEL}counts/measures.py",
        "here = values & end.counted if values.dtype == np.bool_ else np.where(end.counted, values, 0)",
        "here = values",
        _OUTCOMES,
    ),
    Mutation(
        "the wait for an interview begins at booking",
        f"{_MODEL}counts/measures.py",
        "journeys.interview_started_at - facts.booked_at - facts.intake_seconds",
        "journeys.interview_started_at - facts.booked_at",
        _OUTCOMES,
    ),
    Mutation(
        "the wait for a review begins at booking",
        f"{_MODEL}counts/measures.py",
        "journeys.review_started_at - facts.booked_at - facts.match_seconds",
        "journeys.review_started_at - facts.booked_at",
        _OUTCOMES,
    ),
    Mutation(
        "a jail counts none of the others",
        f"{_MODEL}counts/measures.py",
        'counts[place, column["bookings"]] += others',
        'counts[place, column["bookings"]] += 0 * others',
        _OUTCOMES,
    ),
    Mutation(
        "work that runs beyond the counted days counts to its end",
        f"{_MODEL}counts/effort.py",
        "np.clip(moments[mine], 0, counted)",
        "np.clip(moments[mine], 0, None)",
        _EFFORT,
    ),
    Mutation(
        "all work is overtime",
        f"{_MODEL}counts/effort.py",
        "weights=ended - began - on_duty",
        "weights=ended - began",
        _EFFORT,
    ),
    Mutation(
        "a trip counts once for each person on it",
        f"{_MODEL}counts/effort.py",
        "first[1:] = (np.diff(crew) != 0) | (np.diff(started_at) != 0)",
        "first[1:] = True",
        _EFFORT,
    ),
    Mutation(
        "lost people are told by the hour at which release was due, not by that at which they left",
        f"{_MODEL}counts/week.py",
        "(lost, end.left_at)",
        "(lost, facts.release_due_at)",
        _WEEK,
    ),
    Mutation(
        "a run that flags after release is due is not stopped",
        f"{_MODEL}checks.py",
        "journeys.flagged & (journeys.flagged_at > due)",
        "journeys.flagged & (journeys.flagged_at > due + 1)",
        _OUTCOMES,
    ),
    Mutation(
        "a run that collects after the hold is not stopped",
        f"{_MODEL}checks.py",
        "(journeys.transferred_at > caseload.hold_ends_at)",
        "(journeys.transferred_at > caseload.hold_ends_at + 1)",
        _OUTCOMES,
    ),
    Mutation(
        "a run whose outcomes do not add up is not stopped",
        f"{_MODEL}checks.py",
        '("removable", REMOVABLE_OUTCOMES),',
        "",
        _OUTCOMES,
    ),
    Mutation(
        "a run whose jails do not add up is not stopped",
        f"{_MODEL}checks.py",
        "wrong = np.flatnonzero(jails != everything)",
        "wrong = np.flatnonzero(jails > np.inf)",
        _OUTCOMES,
    ),
)

_STUDIES = (
    Mutation(
        "a difference is base less other",
        f"{_STUDY}pairing.py",
        "estimates(after - before)",
        "estimates(before - after)",
        _COMPARE,
    ),
    Mutation(
        "differences are of unlike replications",
        f"{_STUDY}pairing.py",
        "estimates(after - before)",
        "estimates(after[::-1] - before)",
        _COMPARE,
    ),
    Mutation(
        "a replication that lacks a change is left out of its mean",
        "sim/analyses/comparison/compare.py",
        "counts = estimate(together[:, jail, before, after])",
        "counts = estimate(together[together[:, jail, before, after] > 0, jail, before, after])",
        _COMPARE,
    ),
    Mutation(
        "only those who are removable in both scenarios may change outcome",
        f"{_STUDY}replication.py",
        "(before < len(OUTCOMES)) | (after < len(OUTCOMES))",
        "(before < len(OUTCOMES)) & (after < len(OUTCOMES))",
        _COMPARE,
    ),
    Mutation(
        "every other scenario of a study lives through bookings of its own",
        f"{_STUDY}replication.py",
        "return _part(scenarios, group, [_run(scenario, replication, group, engine) for scenario in scenarios])",
        "return _part(\n"
        "        scenarios,\n"
        "        group,\n"
        "        [\n"
        "            _run(scenario, replication + 1000 * place, group, engine)\n"
        "            for place, scenario in enumerate(scenarios)\n"
        "        ],\n"
        "    )",
        _COMPARE,
    ),
    Mutation(
        "an interval is that of the normal distribution",
        f"{_STUDY}intervals.py",
        "special.stdtrit(np.maximum(n - 1, 1), (1 + CONFIDENCE) / 2)",
        "special.ndtri((1 + CONFIDENCE) / 2)",
        _INTERVALS,
    ),
    Mutation(
        "a standard deviation is that of a whole population",
        f"{_STUDY}intervals.py",
        "np.sqrt(squares / (n - 1))",
        "np.sqrt(squares / n)",
        _INTERVALS,
    ),
    Mutation(
        "an interval of 90 %",
        f"{_STUDY}intervals.py",
        "CONFIDENCE = 0.95",
        "CONFIDENCE = 0.90",
        _INTERVALS,
    ),
    Mutation(
        "a study is given up at once when its precision does not hold",
        f"{_STUDY}replicate.py",
        "if wanted >= plan.most_replications:",
        "if wanted >= 0:",
        _REPLICATE,
    ),
    Mutation(
        "a precision is that of the best-known headline count",
        f"{_STUDY}precision.py",
        "worst = max(each,",
        "worst = min(each,",
        _REPLICATE,
    ),
    Mutation(
        "a task that fails stops all others",
        f"{_STUDY}tasks.py",
        "        return repr(error)",
        "        raise RuntimeError from error",
        ("tests/unit/analyses/sweep/test_sweep.py", "tests/unit/study/test_replicate.py"),
    ),
    Mutation(
        "a stay factor shortens no stay",
        f"{_MODEL}bookings.py",
        "stays_drawn * factors[self._charge]",
        "stays_drawn",
        ("tests/unit/model/test_bookings.py",),
    ),
    Mutation(
        "a changed scenario finds the replications of the old one",
        f"{_STUDY}replicate.py",
        "hashes = [scenario.content_hash for scenario in self.scenarios]",
        "hashes = [scenario.name for scenario in self.scenarios]",
        _REPLICATE,
    ),
)

_JAILS = ("tests/unit/scenario/files/test_network.py", "tests/unit/scenario/files/test_jailsfile.py")
_GROUPS = (
    "tests/unit/analyses/comparison/network/test_groups.py",
    "tests/unit/analyses/comparison/network/test_months.py",
)

_NETWORKS: tuple[Mutation, ...] = (
    Mutation(
        "warrant service officers interview too",
        "sim/scenario/files/jailkeys.py",
        "    elif Model.JEM not in models:",
        "    elif not models:",
        _JAILS,
    ),
    Mutation(
        "an agreement holds on a day before it began",
        "sim/scenario/files/jailkeys.py",
        "return first <= day <= last",
        "return day <= last",
        _JAILS,
    ),
    Mutation(
        "an agreement still holds after it ended",
        "sim/scenario/files/jailkeys.py",
        "return first <= day <= last",
        "return first <= day",
        _JAILS,
    ),
    Mutation(
        "a month begins a second late",
        f"{_MODEL}counts/months.py",
        'np.searchsorted(begins, facts.booked_at, side="right")',
        'np.searchsorted(begins, facts.booked_at, side="left")',
        ("tests/unit/model/counts/test_months.py",),
    ),
    Mutation(
        "months count the warm-up and the cool-down too",
        f"{_MODEL}counts/months.py",
        "cells = cell[what[name] & end.counted]",
        "cells = cell[what[name]]",
        ("tests/unit/model/counts/test_months.py",),
    ),
    Mutation(
        "jails that lose screening count as those that gain it",
        "sim/analyses/comparison/network/groups.py",
        "return Change.MORE_SCREENING if more_hours > 0 else Change.LESS_SCREENING",
        "return Change.MORE_SCREENING if more_hours < 0 else Change.LESS_SCREENING",
        _GROUPS,
    ),
    Mutation(
        "rates are of all years, not of one",
        "sim/analyses/comparison/network/groups.py",
        "columns[measure] / residents / self.years * 100_000",
        "columns[measure] / residents * 100_000",
        _GROUPS,
    ),
    Mutation(
        "dates beyond the counted days make a change",
        "sim/analyses/comparison/network/groups.py",
        "was, becomes = (_within(each.jails.get(jail), *counted) for each in (base, other))",
        "was, becomes = (each.jails.get(jail) for each in (base, other))",
        _GROUPS,
    ),
    Mutation(
        "an agreement that ends on a day works on the day after",
        "sim/agencies/coming_and_going.py",
        "team.within(last=last) for name",
        "team.within(last=last + timedelta(days=1)) for name",
        ("tests/unit/agencies/test_coming_and_going.py",),
    ),
    Mutation(
        "what jails have alike is put to different places",
        f"{_STUDY}ranges.py",
        "return tuple(setting for each in self.members for setting in each.settings(place))",
        "return tuple(setting for each in self.members for setting in each.settings(1 - place))",
        ("tests/unit/study/test_ranges.py",),
    ),
)

MUTATIONS: tuple[Mutation, ...] = (
    *_CUSTODY,
    *_STAGED,
    *_CASELOADS,
    *_CHANCE,
    *_HOLD,
    *_DUTIES,
    *_COUNTS,
    *_STUDIES,
    *_NETWORKS,
)
"""Every rule of docs/model.md, broken."""
