"""Ways to break the rules of docs/model.md, one at a time, each with the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """A rule broken on purpose.

    Parameters
    ----------
    rule
        How the broken program behaves.
    function
        Name of the function that has the rule, such as ``simulate``, ``Line.assign`` or ``staged:simulate`` where two
        modules have one of that name; or of a constant of a module or a class. Its file does not matter.
    before
        Code that occurs exactly once in the function, however it is formatted: an expression or statements.
    after
        What stands in its place in the broken program.
    killers
        Tests of which at least one must fail then: test files by name, wherever they are, or functions of them.
    """

    rule: str
    function: str
    before: str
    after: str
    killers: tuple[str, ...]


_BY_HAND = ("test_custody.py",)
_EQUAL = ("test_random_scenarios.py::test_every_engine_gives_the_same_second_for_every_stage_of_every_booking",)
_TIES = ("test_staged.py::test_ties_at_the_pickup_line_are_equal",)
_BOOKINGS = ("test_bookings.py",)
_HOLDS = ("test_holds.py",)
_OUTCOMES = ("test_outcomes.py",)
_EFFORT = ("test_effort.py",)
_WEEK = ("test_week.py",)
_DUTY = ("test_duty.py",)
_CLOCK = ("test_clock.py",)
_DISTRIBUTIONS = ("test_distributions.py",)
_COMPARE = ("test_compare.py",)
_INTERVALS = ("test_intervals.py",)
_REPLICATE = ("test_replicate.py",)
_CIW = ("test_against_ciw.py",)
_TOGETHER = ("test_together.py",)
_FULL = ("test_staged.py::test_extremes_are_equal",)

_CUSTODY = (
    Mutation(
        rule="someone is assigned before all else of a second has happened",
        function="LastOfSecond",
        before="priority = AFTER_ALL_ELSE",
        after="priority = EventPriority(0)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="an interview may begin as release is due",
        function="Interviews.has_gone",
        before="person.release_due_at <= self.env.now",
        after="person.release_due_at < self.env.now",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="whoever has gone is still in the line of interviews, as a ghost",
        function="Interviews.has_gone",
        before="person.release_due_at <= self.env.now",
        after="False",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="work that release cuts off keeps its officer to the end",
        function="Channel.begin",
        before="work.ended_at - work.started_at",
        after="work.seconds",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="who has gone costs the officer a turn",
        function="Line.assign",
        before="while self.waiting and self.has_gone(self.waiting[0][2]):\n    self.waiting.pop(0)",
        after="while self.waiting and self.has_gone(self.waiting[0][2]):\n    self.waiting.pop(0)\n    return",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="an interview or a review goes on after release",
        function="Channel.begin",
        before="min(self.env.now + work.seconds, person.release_due_at)",
        after="self.env.now + work.seconds",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="work that ends as release is due comes too late",
        function="Channel.end",
        before="work.finds and not work.was_cut_off",
        after="work.finds and not work.was_cut_off and (self.env.now < person.release_due_at)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="work that release cuts off flags",
        function="Channel.end",
        before="work.finds and not work.was_cut_off",
        after="work.finds",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="every interview flags, whomever it detects",
        function="Channel.end",
        before="work.finds and not work.was_cut_off",
        after="(work.finds or work is person.interview) and not work.was_cut_off",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="every review flags, whether or not a detainer follows",
        function="Channel.end",
        before="work.finds and not work.was_cut_off",
        after="(work.finds or work is person.review) and not work.was_cut_off",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a flag by screening does not close the review",
        function="Reviews.has_gone",
        before="min(person.release_due_at, person.interview.found_at)",
        after="person.release_due_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a review may begin as screening flags",
        function="Reviews.has_gone",
        before="min(person.release_due_at, person.interview.found_at)",
        after="min(person.release_due_at, person.interview.found_at + 1)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a review may begin as release is due",
        function="Reviews.has_gone",
        before="min(person.release_due_at, person.interview.found_at)",
        after="min(person.release_due_at + 1, person.interview.found_at)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="whoever came last is served first",
        function="Line.assign",
        before="self.waiting.pop(0)[2]",
        after="self.waiting.pop()[2]",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="those who ask at one second are served in the other order",
        function="_requests",
        before="(second, row, people[row])",
        after="(second, -row, people[row])",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="requests of one second for a pickup are served in the other order",
        function="Pickups.ask_for_crew",
        before="(asks_at, person.row, person)",
        after="(asks_at, -person.row, person)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="those who are not recorded as foreign-born are interviewed",
        function="Facts.asks_for_interview",
        before="self.recorded & ~self.is_cleared & (self.ready_at < self.release_due_at)",
        after="~self.is_cleared & (self.ready_at < self.release_due_at)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="officers interview the people of other jails",
        function="custody:simulate",
        before="facts.asks_for_interview & (facts.jail == jail)",
        after="facts.asks_for_interview",
        killers=_EQUAL,
    ),
    Mutation(
        rule="work may begin as a shift ends",
        function="Line.free_officers",
        before="[server for server in self.idle if now < server.off_at]",
        after="[server for server in self.idle if now <= server.off_at]",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="officers do no overtime: at the end of the shift they are free",
        function="Line.call",
        before="self.begin(person, server)",
        after="min(self.begin(person, server), server.off_at - self.env.now)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="the officer who has been free longest comes first, not the one listed first",
        function="Line.work",
        before="insort(self.idle, server, key=BY_PLACE)",
        after="self.idle.append(server)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="someone flagged twice is asked for twice",
        function="Channel.end",
        before="person.interview.found_at == person.review.found_at == NEVER",
        after="person.interview.found_at == NEVER",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="someone whom a review flags after an interview is asked for twice",
        function="Channel.end",
        before="person.interview.found_at == person.review.found_at == NEVER",
        after="person.review.found_at == NEVER",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a trip has a seat more",
        function="Pickups.begin",
        before="Trip(server.place, self.env.now, arrives_at, self.seats)",
        after="Trip(server.place, self.env.now, arrives_at, self.seats + 1)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a trip's seats never run out",
        function="Trip.seats",
        before="self.seats_left -= 1",
        after="self.seats_left -= 0",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a trip that arrives at the last second of the hold takes nobody along",
        function="Trip.seats",
        before="person.flagged_release_due_at <= self.ended_at <= person.hold_ends_at",
        after="person.flagged_release_due_at <= self.ended_at < person.hold_ends_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a trip takes people along after their hold",
        function="Trip.seats",
        before="person.flagged_release_due_at <= self.ended_at <= person.hold_ends_at",
        after="person.flagged_release_due_at <= self.ended_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a trip takes people along before their release is due",
        function="Trip.seats",
        before="person.flagged_release_due_at <= self.ended_at <= person.hold_ends_at",
        after="self.ended_at <= person.hold_ends_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a crew sets out though it cannot be there before the last second of the hold",
        function="Pickups.has_gone",
        before="self.env.now + self.travel_seconds[person.jail] > person.hold_ends_at",
        after="self.env.now + self.travel_seconds[person.jail] >= person.hold_ends_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a crew sets out as soon as someone is flagged",
        function="Pickups.ask_for_crew",
        before="max(self.env.now, person.told_from, person.crew_asked_from)",
        after="self.env.now",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="nobody takes a seat on a trip that arrives as they ask",
        function="Pickups.seated_on_trip_under_way",
        before="trips[0].ended_at < self.env.now",
        after="trips[0].ended_at <= self.env.now",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a seat goes to the latest trip that suits",
        function="Pickups.seated_on_trip_under_way",
        before="any(trip.seats(person) for trip in trips)",
        after="any(trip.seats(person) for trip in reversed(trips))",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a free crew comes before a seat on a trip under way",
        function="Pickups.assign",
        before="[request for request in asking if not self.seated_on_trip_under_way(request[2])]",
        after="[request for request in asking]",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a trip takes along people of another jail",
        function="Pickups.call",
        before="request[2].jail != person.jail or not trip.seats(request[2])",
        after="not trip.seats(request[2])",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="those behind in the line get no seat on the trip that is promised to them",
        function="Pickups.call",
        before="request[2].jail != person.jail or not trip.seats(request[2])",
        after="request[2] is not person",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a crew is free again when it is there",
        function="Pickups.begin",
        before="self.busy_seconds[person.jail]",
        after="max(1, self.travel_seconds[person.jail])",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="ICE takes custody when the crew is back",
        function="Pickups.begin",
        before="self.env.now + self.travel_seconds[person.jail]",
        after="self.env.now + self.busy_seconds[person.jail]",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="prints are matched of people whom no federal record knows",
        function="Facts.matched",
        before="self.fingerprinted & self.on_record",
        after="self.fingerprinted",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="an interview may begin before the person is ready",
        function="custody:simulate",
        before="facts.ready_at",
        after="facts.booked_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a match is there at booking",
        function="custody:simulate",
        before="facts.match_at",
        after="facts.booked_at",
        killers=_BY_HAND,
    ),
)

_STAGED = (
    Mutation(
        rule="the staged engine does not close a review when screening has flagged",
        function="simulate_staged",
        before="np.minimum(due, journeys.interview.found_at)",
        after="due",
        killers=_EQUAL,
    ),
    Mutation(
        rule="the staged engine begins work as release is due",
        function="_serve_in_order",
        before="start < limit[i]",
        after="start <= limit[i]",
        killers=_CIW,
    ),
    Mutation(
        rule="the staged engine breaks ties between officers the other way",
        function="_first_offer",
        before="offer < start",
        after="offer <= start",
        killers=_EQUAL,
    ),
    Mutation(
        rule="the staged engine begins work as a shift ends",
        function="_first_offer",
        before="off[shift[k]] <= earliest",
        after="off[shift[k]] < earliest",
        killers=_CIW,
    ),
    Mutation(
        rule="the staged engine lets work go on after release",
        function="_serve_in_order",
        before="min(start + seconds[i], cut_off[i])",
        after="start + seconds[i]",
        killers=_CIW,
    ),
    Mutation(
        rule="officers of the staged engine are as busy when a replication begins as when the one before it ended",
        function="_begin_anew",
        before="free_at[k], shift[k] = -NEVER, first[k]",
        after="shift[k] = first[k]",
        killers=_TOGETHER,
    ),
    Mutation(
        rule="a round has no seats for the replications after the first",
        function="_take_seats",
        before="replication[i] != replication[i - 1]",
        after="False",
        killers=_FULL,
    ),
    Mutation(
        rule="what was drawn is found again whatever the number of the replication",
        function="_Draw.__init__",
        before="scenario.seed, name, replications, self._clock, scenario.charge_names, digest",
        after="scenario.seed, name, len(replications), self._clock, scenario.charge_names, digest",
        killers=_TOGETHER,
    ),
    Mutation(
        rule="a fact that is kept is not drawn again when its share changes",
        function="_Draw._read_by",
        before="(*phases.begins_at.tolist(), *values, stays if by_stay else None)",
        after="(*phases.begins_at.tolist(), stays if by_stay else None)",
        killers=_TOGETHER,
    ),
    Mutation(
        rule="the staged engine breaks ties between people the other way",
        function="staged:_in_order",
        before="rows[np.argsort(caseload.replication[rows] * APART_SECONDS + asks_at[rows], kind='stable')]",
        after="rows[::-1][np.argsort((caseload.replication * APART_SECONDS + asks_at)[rows[::-1]], kind='stable')]",
        killers=_CIW,
    ),
    Mutation(
        rule="a trip of the staged engine has a seat more",
        function="_collect_in_order",
        before="seats_left[i] = seats[0] - 1",
        after="seats_left[i] = seats[0]",
        killers=_TIES,
    ),
    Mutation(
        rule="a trip of the staged engine that arrives as release is due takes nobody along",
        function="_collect_in_order",
        before="transferred_at[trip] < due[i]",
        after="transferred_at[trip] <= due[i]",
        killers=_TIES,
    ),
    Mutation(
        rule="a crew of the staged engine is too late at the last second of the hold",
        function="_collect_in_order",
        before="start + travel[j] <= hold_ends_at[i]",
        after="start + travel[j] < hold_ends_at[i]",
        killers=_TIES,
    ),
    Mutation(
        rule="nobody takes a seat on a trip of the staged engine that arrives as they ask",
        function="_collect_in_order",
        before="transferred_at[trip] < asked",
        after="transferred_at[trip] <= asked",
        killers=_TIES,
    ),
)

_CASELOADS = (
    Mutation(
        rule="a crew sets out when release is due",
        function="draw_caseload",
        before="due - np.array([*travel.values()])[np.searchsorted([*travel], facts.jail)]",
        after="due",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a jail tells ICE of a release only when it is due",
        function="_told_from",
        before="due[here] - notice",
        after="due[here]",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a crew's way back takes no time",
        function="draw_caseload",
        before="max(1, seconds + back)",
        after="max(1, seconds)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a trip of no length keeps its crew no time",
        function="draw_caseload",
        before="max(1, seconds + back)",
        after="seconds + back",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="officers go home for good when the counted days are over",
        function="draw_caseload",
        before="int(deadlines.max(initial=clock.midnight_of_day(scenario.days))) + 1",
        after="clock.midnight_of_day(scenario.days)",
        killers=_BY_HAND,
    ),
)

_CHANCE = (
    Mutation(
        rule="all facts of a booking share a stream",
        function="_stream_key",
        before='f"[{seed}, {replication}, {_quoted(jail)}, {_quoted(fact)}]"',
        after='f"[{seed}, {replication}, {_quoted(jail)}]"',
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="jails share their streams",
        function="_stream_key",
        before='f"[{seed}, {replication}, {_quoted(jail)}, {_quoted(fact)}]"',
        after='f"[{seed}, {replication}, {_quoted(fact)}]"',
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="replications share their streams",
        function="_stream_key",
        before='f"[{seed}, {replication}, {_quoted(jail)}, {_quoted(fact)}]"',
        after='f"[{seed}, {_quoted(jail)}, {_quoted(fact)}]"',
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="a booking takes the next unused number of a stream, not the one of its place",
        function="_Draw._uniforms",
        before="self._records.keys[self._rows]",
        after="self._records.keys[: len(self._rows)]",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="a fact is true of those of whom it should not be",
        function="_Draw._yes_no",
        before="self._uniforms(fact.stream or fact.key) < limits",
        after="self._uniforms(fact.stream or fact.key) > limits",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="those who are not removable are recognised as those who are",
        function="_Draw._limits",
        before="np.where(removable, shares, of_others[0])",
        after="shares",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="work may last no time",
        function="_Draw._fact",
        before="np.maximum(seconds, 1)",
        after="seconds",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="a year of bookings has 366 days",
        function="YEAR_HOURS",
        before="365 * 24",
        after="366 * 24",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="the weekly profile begins on the first day drawn, whatever day of the week it is",
        function="_Draw._usual_rates",
        before="np.array(arrivals.relative)[week]",
        after="np.resize(arrivals.relative, len(week))",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="bookings are thinned at the rate of the hour before",
        function="_Draw._usual_rates",
        before="np.array(arrivals.relative)[week]",
        after="np.roll(arrivals.relative, 1)[week]",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="within an hour all bookings come as it begins",
        function="_Draw._arrival_seconds",
        before="(hour + within) * HOUR_SECONDS",
        after="(hour + 0 * within) * HOUR_SECONDS",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="gaps between bookings are even, not exponential",
        function="_Draw._arrival_seconds",
        before="-np.log1p(-self._stream('booked_at', count, number))",
        after="0 * self._stream('booked_at', count, number) + 1",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="others are counted on the warm-up and cool-down days too",
        function="_Draw._rates",
        before="max(year.start, counted.start)",
        after="year.start",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="others of a bookings file are counted a second too long",
        function="_Draw._from_records",
        before="booked_at < self._end",
        after="booked_at <= self._end",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="bookings of a file are drawn a second too long",
        function="_Draw._from_records",
        before="booked_at < last",
        after="booked_at <= last",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="the stay of someone still inside is drawn as if it began anew",
        function="_Draw._still_inside",
        before="passed + probabilities[rows] * (1 - passed)",
        after="probabilities[rows]",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="what a bookings file gives is drawn all the same",
        function="_Draw._given",
        before="column is None",
        after="column is None or fact == 'fingerprinted'",
        killers=_BOOKINGS,
    ),
    Mutation(
        rule="durations are cut to whole seconds, not rounded",
        function="whole_seconds",
        before="np.rint(np.minimum(hours, LONGEST_HOURS) * HOUR_SECONDS)",
        after="np.floor(np.minimum(hours, LONGEST_HOURS) * HOUR_SECONDS)",
        killers=_CLOCK,
    ),
    Mutation(
        rule="the whole seconds of a gamma are those of the second before",
        function="_Tabulated.seconds",
        before="table.first_with(u)",
        after="table.first_with(u) - 1",
        killers=_DISTRIBUTIONS,
    ),
)

_HOLD = (
    Mutation(
        rule="a hold is an hour short",
        function="hold_ends_at",
        before="ends_at[here] += hold",
        after="ends_at[here] += np.maximum(hold - 3600, 0)",
        killers=_HOLDS,
    ),
    Mutation(
        rule="a hold lasts 24 hours where the scenario does not say",
        function="Jail.hold_hours",
        before="ByCharge[Duration](otherwise=Number(48))",
        after="ByCharge[Duration](otherwise=Number(24))",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a jail holds people though it does not honour the detainer",
        function="hold_ends_at",
        before="facts.honoured & facts.wants_pickup",
        after="facts.wants_pickup",
        killers=_HOLDS,
    ),
    Mutation(
        rule="the weekend is ignored: it counts on the business clock",
        function="business_deadline",
        before="day.weekday() < 5 and day not in federal_holidays(day.year)",
        after="day not in federal_holidays(day.year)",
        killers=_HOLDS,
    ),
    Mutation(
        rule="holidays count on the business clock",
        function="business_deadline",
        before="day.weekday() < 5 and day not in federal_holidays(day.year)",
        after="day.weekday() < 5",
        killers=_HOLDS,
    ),
    Mutation(
        rule="a hold that is over at midnight of a Friday lasts to the Monday",
        function="business_deadline",
        before="np.searchsorted(passed, target, side='left')",
        after="np.searchsorted(passed, target, side='right')",
        killers=_HOLDS,
    ),
    Mutation(
        rule="the business clock is used at every jail",
        function="hold_ends_at",
        before="rules.hold_clock == 'business'",
        after="rules.hold_clock != ''",
        killers=_HOLDS,
    ),
)

_DUTIES = (
    Mutation(
        rule="holidays are worked where they are off",
        function="duty:_intervals",
        before="shift.federal_holidays == 'off'",
        after="shift.federal_holidays == 'never'",
        killers=_DUTY,
    ),
    Mutation(
        rule="a shift is worked on every day of the week",
        function="duty:_intervals",
        before="day.weekday() not in weekdays",
        after="day.weekday() not in (*weekdays, 5, 6)",
        killers=_DUTY,
    ),
    Mutation(
        rule="a team is not in force on the last day of its agreement",
        function="_in_force_seconds",
        before="cut.last + timedelta(days=1)",
        after="cut.last",
        killers=_DUTY,
    ),
    Mutation(
        rule="a team is not in force on the first day of its agreement",
        function="_in_force_seconds",
        before="clock.midnight(cut.first)",
        after="clock.midnight(period.first + timedelta(days=1))",
        killers=_DUTY,
    ),
    Mutation(
        rule="a night shift that began before the first day is forgotten",
        function="duty:_intervals",
        before="clock.days(span.first - DAY_SECONDS, span.last)",
        after="clock.days(span.first, span.last)",
        killers=_DUTY,
    ),
    Mutation(
        rule="an officer of the whole day goes home at midnight",
        function="joined_intervals",
        before="joined and on <= joined[-1][1]",
        after="joined and on < joined[-1][1]",
        killers=_DUTY,
    ),
    Mutation(
        rule="a team is one officer, however many the shift has",
        function="_team",
        before="[_duty(shift, in_force, clock, span)] * shift.officers",
        after="[_duty(shift, in_force, clock, span)] * min(1, shift.officers)",
        killers=_DUTY,
    ),
    Mutation(
        rule="a holiday on a weekend is observed on no other day",
        function="federal_holidays",
        before="country.US(years=range(year - 1, year + 2), observed=True)",
        after="country.US(years=range(year - 1, year + 2), observed=False)",
        killers=_CLOCK,
    ),
    Mutation(
        rule="a holiday is kept on the day on which it falls, too",
        function="federal_holidays",
        before="day.year == year and day.weekday() < 5",
        after="day.year == year",
        killers=_CLOCK,
    ),
    Mutation(
        rule="a holiday observed in the year before its own is missed",
        function="federal_holidays",
        before="day.year == year and day.weekday() < 5",
        after="day.year == year and day.weekday() < 5 and ((day.month, day.day) != (12, 31))",
        killers=_CLOCK,
    ),
    Mutation(
        rule="every night has its hours, the clocks changed or not",
        function="Clock.second_at",
        before="moment.replace(tzinfo=self._zone).timestamp() - self._origin_timestamp",
        after="(moment.replace(tzinfo=None) - self._origin.replace(tzinfo=None)).total_seconds()",
        killers=_CLOCK,
    ),
    Mutation(
        rule="the week begins on the first day of the scenario",
        function="Clock.hour_of_week_at",
        before="self.start.weekday() * DAY_SECONDS + seconds",
        after="seconds",
        killers=_CLOCK,
    ),
)

_COUNTS = (
    Mutation(
        rule="on a tie of the two channels the review has the flag",
        function="Journeys.flagged_by_screening",
        before="self.interview.found_at <= self.review.found_at",
        after="self.interview.found_at < self.review.found_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="the later of the two channels has the flag",
        function="Journeys.flagged_at",
        before="np.minimum(self.interview.found_at, self.review.found_at)",
        after="np.maximum(self.interview.found_at, self.review.found_at)",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="a match that arrives as release is due is in time",
        function="Facts.asks_for_review",
        before="self.match_at < self.release_due_at",
        after="self.match_at <= self.release_due_at",
        killers=_BY_HAND,
    ),
    Mutation(
        rule="of those without prints it is asked first whether they are on record",
        function="Outcome.RELEASED_NOT_FINGERPRINTED",
        before="~lived.facts.fingerprinted",
        after="~lived.facts.fingerprinted & lived.facts.on_record",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a review that was cut off counts as one that ended",
        function="Finding.done_in_time",
        before="self.begun & (self.ended_at - self.started_at == seconds)",
        after="self.begun",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="people who are held in vain leave as release is due",
        function="ending",
        before="[journeys.pickup.ended_at, caseload.hold_ends_at]",
        after="[journeys.pickup.ended_at, facts.release_due_at]",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a booking of the first second is not counted",
        function="ending",
        before="(facts.booked_at >= 0) & (facts.booked_at < end)",
        after="(facts.booked_at > 0) & (facts.booked_at < end)",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a booking of the first second after the counted days is counted",
        function="ending",
        before="(facts.booked_at >= 0) & (facts.booked_at < end)",
        after="(facts.booked_at >= 0) & (facts.booked_at <= end)",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="ICE has no trace of those whose match came too late",
        function="LOST_UNKNOWN",
        before="_of_kind(OutcomeKind.LOST_UNKNOWN)",
        after="(*_of_kind(OutcomeKind.LOST_UNKNOWN), Outcome.RELEASED_BEFORE_MATCH)",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="only those whom nobody flagged count as released before pickup",
        function="outcomes:LOST",
        before="_of_kind(OutcomeKind.LOST_LEAD, OutcomeKind.LOST_MATCHED, OutcomeKind.LOST_UNKNOWN)",
        after="_of_kind(OutcomeKind.LOST_LEAD, OutcomeKind.LOST_MATCHED, OutcomeKind.LOST_UNKNOWN)[1:]",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="those who are flagged wrongly count as flagged",
        function="Ended.flagged",
        before="self.journeys.flagged & self.facts.removable",
        after="self.journeys.flagged",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a replication counts the warm-up and cool-down days too",
        function="measures:_quantities",
        before="adds & counted",
        after="adds",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="the wait for an interview begins at booking",
        function="ALL_MEASURES",
        before="each.journeys.interview.waited(each.facts.ready_at)",
        after="each.journeys.interview.waited(each.facts.booked_at)",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="the wait for a review begins at booking",
        function="ALL_MEASURES",
        before="each.journeys.review.waited(each.facts.match_at)",
        after="each.journeys.review.waited(each.facts.booked_at)",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a jail counts none of the others",
        function="_Tallies.of",
        before="counts[:, jail, column['foreign_born']] + others",
        after="counts[:, jail, column['foreign_born']] + 0 * others",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="work that runs beyond the counted days counts to its end",
        function="_at_work",
        before="np.clip(moments, 0, counted)",
        after="np.clip(moments, 0, None)",
        killers=_EFFORT,
    ),
    Mutation(
        rule="all work is overtime",
        function="_at_work",
        before="seconds - on_duty",
        after="seconds",
        killers=_EFFORT,
    ),
    Mutation(
        rule="a trip counts once for each person on it",
        function="_trips",
        before="np.diff(trip[order]) != 0",
        after="True",
        killers=_EFFORT,
    ),
    Mutation(
        rule="lost people are told by the hour at which release was due, not by that at which they left",
        function="week:_cells",
        before="clock.hour_of_week_at(end.left_at)",
        after="clock.hour_of_week_at(facts.release_due_at)",
        killers=_WEEK,
    ),
    Mutation(
        rule="a run that flags after release is due is not stopped",
        function="check_journeys",
        before="journeys.flagged_at > due",
        after="journeys.flagged_at > due + 1",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a run that collects after the hold is not stopped",
        function="check_journeys",
        before="journeys.pickup.ended_at > caseload.hold_ends_at",
        after="journeys.pickup.ended_at > caseload.hold_ends_at + 1",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a run whose outcomes do not add up is not stopped",
        function="check_measures",
        before="('removable', REMOVABLE_OUTCOMES)",
        after="('removable', ('removable',))",
        killers=_OUTCOMES,
    ),
    Mutation(
        rule="a run whose jails do not add up is not stopped",
        function="check_measures",
        before="np.argwhere(jails != everything)",
        after="np.argwhere(jails > np.inf)",
        killers=_OUTCOMES,
    ),
)

_STUDIES = (
    Mutation(
        rule="a difference is base less other",
        function="paired",
        before="estimates(after - before, interval)",
        after="estimates(before - after)",
        killers=_COMPARE,
    ),
    Mutation(
        rule="differences are of unlike replications",
        function="paired",
        before="estimates(after - before, interval)",
        after="estimates(after[::-1] - before)",
        killers=_COMPARE,
    ),
    Mutation(
        rule="a replication that lacks a change is left out of its mean",
        function="transition_table",
        before="together[:, jail, before, after]",
        after="together[together[:, jail, before, after] > 0, jail, before, after]",
        killers=_COMPARE,
    ),
    Mutation(
        rule="only those who are removable in both scenarios may change outcome",
        function="_Transitions.crossed",
        before="(base.fate < len(Outcome)) | (other.fate < len(Outcome))",
        after="(base.fate < len(Outcome)) & (other.fate < len(Outcome))",
        killers=_COMPARE,
    ),
    Mutation(
        rule="leads whom the base loses too count as lost by the change",
        function="_Leads.crossed",
        before="handed_over = base.fate == FATES.index(Outcome.TRANSFERRED)",
        after="handed_over = base.flagged",
        killers=("test_leads.py",),
    ),
    Mutation(
        rule="every other scenario of a study lives through bookings of its own",
        function="replication:run_group",
        before="run_together(scenario, office, replications, engine)",
        after="run_together(scenario, office, [n + 1000 * scenarios.index(scenario) for n in replications], engine)",
        killers=_COMPARE,
    ),
    Mutation(
        rule="an interval is that of the normal distribution",
        function="estimates",
        before="special.stdtrit(np.maximum(n - 1, 1), (1 + CONFIDENCE) / 2)",
        after="special.ndtri((1 + CONFIDENCE) / 2)",
        killers=_INTERVALS,
    ),
    Mutation(
        rule="a standard deviation is that of a whole population",
        function="estimates",
        before="np.sqrt(squares / (n - 1))",
        after="np.sqrt(squares / n)",
        killers=_INTERVALS,
    ),
    Mutation(
        rule="an interval of 90 %",
        function="intervals:CONFIDENCE",
        before="0.95",
        after="0.9",
        killers=_INTERVALS,
    ),
    Mutation(
        rule="a study is given up at once when its precision does not hold",
        function="replicate_all",
        before="wanted >= plan.most_replications",
        after="wanted >= 0",
        killers=_REPLICATE,
    ),
    Mutation(
        rule="a precision is that of the best-known headline count",
        function="precision:verdict",
        before="max(each, key=lambda interval: interval.excess)",
        after="min(each, key=lambda interval: interval.excess)",
        killers=_REPLICATE,
    ),
    Mutation(
        rule="a task that fails stops all others",
        function="tasks:_left_by",
        before="return [repr(error)]",
        after="raise RuntimeError from error",
        killers=("sweep/test_sweep.py", "test_replicate.py"),
    ),
    Mutation(
        rule="a stay factor shortens no stay",
        function="_Draw._released",
        before="seconds * factors[phase, self._charge]",
        after="seconds",
        killers=("test_bookings.py",),
    ),
    Mutation(
        rule="a changed scenario finds the replications of the old one",
        function="_Study._content",
        before="zip(*(scenario.content_hashes_at(self.groups) for scenario in self.scenarios), strict=True)",
        after="[[scenario.name for scenario in self.scenarios]] * len(self.groups)",
        killers=_REPLICATE,
    ),
)

_JAILS = ("test_network.py", "test_jailsfile.py")
_GROUPS = (
    "test_groups.py",
    "test_counted.py",
)

_NETWORKS: tuple[Mutation, ...] = (
    Mutation(
        rule="warrant service officers interview too",
        function="_without_interviews",
        before="Model.JEM not in models",
        after="not models",
        killers=_JAILS,
    ),
    Mutation(
        rule="an agreement holds on a day before it began",
        function="_held",
        before="return first <= day <= last",
        after="return day <= last",
        killers=_JAILS,
    ),
    Mutation(
        rule="an agreement still holds after it ended",
        function="_held",
        before="return first <= day <= last",
        after="return first <= day",
        killers=_JAILS,
    ),
    Mutation(
        rule="a month begins a second late",
        function="months:_cells",
        before="np.searchsorted(begins, facts.booked_at, side='right')",
        after="np.searchsorted(begins, facts.booked_at, side='left')",
        killers=("counts/test_months.py",),
    ),
    Mutation(
        rule="counts are of the warm-up and the cool-down too",
        function="Count.of",
        before="which & office.end.counted",
        after="which",
        killers=("counts/test_months.py", "counts/test_week.py"),
    ),
    Mutation(
        rule="jails that lose screening count as those that gain it",
        function="changes",
        before="Change.MORE_SCREENING if more_hours > 0 else Change.LESS_SCREENING",
        after="Change.MORE_SCREENING if more_hours < 0 else Change.LESS_SCREENING",
        killers=_GROUPS,
    ),
    Mutation(
        rule="rates are of all years, not of one",
        function="_Values.of_groups",
        before="columns[measure] / residents / self.years",
        after="columns[measure] / residents",
        killers=_GROUPS,
    ),
    Mutation(
        rule="dates beyond the counted days make a change",
        function="changes",
        before="_within(each.jails.get(jail), base.start, base.last_day)",
        after="each.jails.get(jail)",
        killers=_GROUPS,
    ),
    Mutation(
        rule="an agreement that ends on a day works on the day after",
        function="_until",
        before="team.within(last=last)",
        after="team.within(last=last + timedelta(days=1))",
        killers=("test_coming_and_going.py",),
    ),
    Mutation(
        rule="what jails have alike is put to different places",
        function="SharedRange.settings",
        before="(setting for each in self.members for setting in each.settings(place))",
        after="(setting for each in self.members for setting in each.settings(1 - place))",
        killers=("test_ranges.py",),
    ),
)

_RELEASES, _ROUNDS = ("test_releases.py",), ("test_rounds.py",)
_ENDS, _POLICIES = ("test_ends_of_stays.py",), ("test_policies.py",)

_ENDS_OF_STAYS = (
    Mutation(
        rule="the release clock counts its units from midnight, not from booking",
        function="stay_on_release_clock",
        before="advanced[hour] + (booked_at - first - hour * HOUR_SECONDS) * pace[hour] + wanted",
        after="advanced[hour] + wanted",
        killers=_RELEASES,
    ),
    Mutation(
        rule="a stay on the release clock is cut to whole units, not rounded up",
        function="stay_on_release_clock",
        before="-(-stay_seconds * whole // WEEK_HOURS)",
        after="stay_seconds * whole // WEEK_HOURS",
        killers=_RELEASES,
    ),
    Mutation(
        rule="release that is due as the clock stops is due when it goes on",
        function="stay_on_release_clock",
        before='np.searchsorted(advanced, target, side="left") - 1',
        after='np.searchsorted(advanced, target, side="right") - 1',
        killers=_RELEASES,
    ),
    Mutation(
        rule="stays taken from records run on the release clock",
        function="_Draw._released",
        before="~self._is_recorded(self._records)",
        after="np.ones(len(stays), dtype=np.bool_)",
        killers=_ENDS,
    ),
    Mutation(
        rule="who moves on is collected all the same",
        function="Facts.wants_pickup",
        before="~self.moves_on & ~self.lifted",
        after="~self.lifted",
        killers=_ENDS,
    ),
    Mutation(
        rule="a lifted detainer holds people",
        function="Facts.wants_pickup",
        before="~self.moves_on & ~self.lifted",
        after="~self.moves_on",
        killers=_ENDS,
    ),
    Mutation(
        rule="those whom ICE does not seek are flagged by interviews",
        function="Facts.interview_flags",
        before="self.detected & (self.sought | ~self.removable)",
        after="self.detected",
        killers=_ENDS,
    ),
    Mutation(
        rule="those whom ICE does not seek are flagged by reviews",
        function="Facts.review_flags",
        before="self.detainer & (self.sought | ~self.removable)",
        after="self.detainer",
        killers=_ENDS,
    ),
    Mutation(
        rule="removable people are cleared by records",
        function="Facts.is_cleared",
        before="self.cleared & ~self.removable",
        after="self.cleared",
        killers=_ENDS,
    ),
    Mutation(
        rule="known people go behind the others",
        function="_known_first",
        before="not person.is_known",
        after="person.is_known",
        killers=_ENDS,
    ),
    Mutation(
        rule="a flag shortens stays by its factor",
        function="_Draw._released",
        before='times("stay_factor_when_flagged", stays)',
        after="stays",
        killers=_ENDS,
    ),
    Mutation(
        rule="a list is open until the round is there",
        function="List.takes",
        before="now <= self.closes_at and self.phase == person.phase_at_release and self.trip.seats(person)",
        after="self.phase == person.phase_at_release and self.trip.seats(person)",
        killers=_ROUNDS,
    ),
    Mutation(
        rule="people are put on lists in the other order",
        function="Pickups.put_on_lists",
        before='sorted(self.told, key=attrgetter("row"))',
        after='sorted(self.told, key=attrgetter("row"), reverse=True)',
        killers=_ROUNDS,
    ),
    Mutation(
        rule="ICE hears of releases as soon as people are flagged, whatever the notice",
        function="Pickups.request",
        before="person.told_from - self.env.now",
        after="0",
        killers=_ROUNDS,
    ),
    Mutation(
        rule="a crew is sent though none can be spared",
        function="Pickups.ask_for_crew",
        before="person.is_spared",
        after="True",
        killers=_ROUNDS,
    ),
    Mutation(
        rule="rounds of the staged engine have seats without end",
        function="_take_seats",
        before="seats_left[place] -= 1",
        after="seats_left[place] -= 0",
        killers=("test_staged.py::test_extremes_are_equal",),
    ),
    Mutation(
        rule="a policy holds from the midnight after its day",
        function="phases_of",
        before="clock.midnight(change.first)",
        after="clock.midnight(change.first) + 86400",
        killers=_POLICIES,
    ),
    Mutation(
        rule="a period forgets what the one before it changed",
        function="phases_of",
        before="found.append(found[-1].model_copy(update=values))",
        after="found.append(rules.model_copy(update=values))",
        killers=_POLICIES,
    ),
    Mutation(
        rule="what the jail does at the end is that of the day of booking",
        function="hold_ends_at",
        before="phases.at(due)",
        after="phases.at(facts.booked_at)",
        killers=_POLICIES,
    ),
    Mutation(
        rule="days have levels of a mean above 1",
        function="_Draw._day_levels",
        before="np.exp(of_logarithm * normal - of_logarithm**2 / 2)",
        after="np.exp(of_logarithm * normal)",
        killers=("test_theory.py::test_theory_lies_in_every_interval",),
    ),
)

_AGREEMENTS = (
    Mutation(
        rule="deputies work from the day on which the agreement is signed",
        function="interviewers",
        before="team.at_work",
        after="team.in_force",
        killers=("test_duty.py",),
    ),
    Mutation(
        rule="ICE's own officers leave with the agreement",
        function="_is_under_agreement",
        before="told.value is not False",
        after="True",
        killers=("test_network.py",),
    ),
    Mutation(
        rule="a county pays the programme of ICE's own officers",
        function="_days_in_force",
        before="team.in_force if team.under_agreement else ()",
        after="team.in_force",
        killers=("unit/model/counts/test_costs.py",),
    ),
)

_LEVELS = ("unit/model/test_levels_taken.py",)

_OF_LEVELS = (
    Mutation(
        rule="a level of a year holds a year longer",
        function="_YearlyFactors.of_removable",
        before="np.searchsorted(self.ends_at, when, side='right')",
        after="0",
        killers=_LEVELS,
    ),
    Mutation(
        rule="foreign-born people do not become more where a level asks for more than may be removable",
        function="_Draw._rates",
        before="foreign_born * factor",
        after="foreign_born",
        killers=_LEVELS,
    ),
    Mutation(
        rule="a level makes all removable who are there",
        function="factors_for",
        before="np.minimum(whole, max(1.0, MOST_REMOVABLE / highest_removable))",
        after="whole",
        killers=_LEVELS,
    ),
    Mutation(
        rule="a replication takes the draw of its place, not of its number",
        function="Levels.taken",
        before="[*replications] if which == DRAWS else [int(which)] * len(replications)",
        after="[*range(len(replications))] if which == DRAWS else [int(which)] * len(replications)",
        killers=(*_LEVELS, "test_levelsfile.py"),
    ),
    Mutation(
        rule="levels are kept for one draw and taken for another",
        function="_Draw._read_by_booking",
        before="self._levels.read",
        after="()",
        killers=_LEVELS,
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
    *_ENDS_OF_STAYS,
    *_OF_LEVELS,
    *_AGREEMENTS,
)
"""Every rule of docs/model.md, broken."""
