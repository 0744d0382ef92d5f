"""What the pictures show, against the tables they are drawn from."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
from functools import cache
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.container import ErrorbarContainer
from matplotlib.image import imread

from sim.analyses.comparison.by_charge import lost_by_charge
from sim.analyses.comparison.changes import who_changed
from sim.analyses.comparison.differences import FOREST, differences
from sim.analyses.comparison.endings import how_lost
from sim.analyses.comparison.headlines import headline_counts
from sim.analyses.comparison.hours import hours_of_week
from sim.analyses.comparison.pictures import study_pictures
from sim.analyses.comparison.results import ResultTables
from sim.analyses.comparison.study import compare, run
from sim.model.counts.leads import LeadFate
from sim.model.outcomes import HEADLINES, LOST, LOST_PARTS, REMOVABLE_OUTCOMES, Outcome
from sim.output.charts.canvas import text_width, wrapped
from sim.output.charts.colours import OUTCOME_COLOURS
from sim.output.numbers import count, signed
from sim.output.saving import save
from sim.study.replicate import Plan
from tests.pictures import laid_out
from tests.support import SMALL, small

CAPTION = "Sources: invented for tests. " * 12 + "A_very_long_word_" * 20
SHORT = {"days": 30, "warmup_days": 2, "cooldown_days": 2}
ENDED = {"jails.county.screening": None}


def variant(name, changes=None):
    return small({**SHORT, "name": name, **(changes or {})})


def tables_of(*scenarios, replications=3):
    plan = Plan(replications)
    study = run(scenarios[0], plan) if len(scenarios) == 1 else compare(*scenarios, plan=plan)
    tables = {
        name: getattr(study, name)
        for name in ("summary", "comparison", "leads_by_charge", "transitions", "hour_of_week")
    }
    return ResultTables(labels=study.labels, days=study.scenarios[0].days, **tables)


@pytest.fixture(scope="module")
def single():
    return tables_of(variant("Small county"))


@pytest.fixture(scope="module")
def pair():
    return tables_of(variant("Small county, in force"), variant("Small county, ended", ENDED))


@pytest.fixture(scope="module")
def once():
    return tables_of(variant("Small county"), variant("Ended", ENDED), replications=1)


@pytest.fixture(scope="module")
def nobody():
    none = {"jails.county.removable": 0}
    return tables_of(variant("Small county", none), variant("Ended", {**none, **ENDED}), replications=2)


@pytest.fixture(scope="module")
def five():
    long = "a name that goes on and on, with $money$ and under_scores, to show that even this is wrapped, and then some"
    officers = "field_offices.city.reviewers.0.officers"
    return tables_of(
        variant("In force"),
        *(variant(f"{number} officers: {long}", {officers: number, **ENDED}) for number in (1, 3)),
        variant("Others are removable", {"jails.county.removable": 0.2}),
        variant("No crews", {"field_offices.city.crews.0.officers": 0}),
        replications=2,
    )


@pytest.fixture(scope="module")
def two_jails():
    second = {key: value for key, value in SMALL["jails"]["county"].items() if key != "screening"}
    jails = {"jails.second": {**second, "bookings_per_year": 3000}}
    return tables_of(variant("Two jails", jails), variant("Neither screens", {**jails, **ENDED}))


def unsure(tables):
    """The same, with made-up intervals that hold what is unknown."""
    keys = {"summary": ("scenario", "mean"), "comparison": ("other", "difference")}
    wide = {}
    for table, (label, middle) in keys.items():
        rows = getattr(tables, table)
        ends = rows[[middle]].to_numpy() * [0.5, 1.7]
        found = pd.DataFrame({label: rows[label], "jail": rows["jail"], "measure": rows["measure"]})
        wide[table] = found.assign(low=ends.min(axis=1), high=ends.max(axis=1))
    return dataclasses.replace(tables, unknowns=wide["summary"], unknowns_paired=wide["comparison"])


@pytest.fixture(scope="module")
def unsure_pair(pair):
    return unsure(pair)


@pytest.fixture(scope="module")
def unsure_five(five):
    return unsure(five)


STUDIES = ["single", "pair", "once", "nobody", "five", "two_jails", "unsure_pair", "unsure_five"]


@pytest.fixture(params=STUDIES)
def tables(request):
    return request.getfixturevalue(request.param)


@cache
def drawn(tables):
    return {picture.name: picture.figure(CAPTION) for picture in study_pictures(tables)}


def mean(tables, label, measure):
    rows = tables.summary.query("scenario == @label and measure == @measure and jail == 'all'")
    return float(rows["mean"].iloc[0])


def printed(figure):
    """All text of a figure, lines of a paragraph joined."""
    return " ".join(text.get_text() for text in shown(figure))


def title(figure):
    bold = [text for text in figure.texts if text.get_size() == 14]
    return " ".join(text.get_text() for text in bold)


def shown(figure):
    """The texts that are drawn: not the labels of ticks outside the axes."""
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += [*axes.texts, axes.xaxis.label, axes.yaxis.label]
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = axis.get_major_ticks()
            places = axis.get_majorticklocs()
            texts += [
                t.label1
                for t, place in zip(ticks, places, strict=True)
                if low <= place <= high and t.label1.get_visible()
            ]
    return [text for text in texts if text.get_text()]


def axes_of(figure, label):
    return [axes for axes in figure.axes if axes.get_label() == label]


def test_a_single_scenario_has_the_pictures_that_need_no_comparison(single):
    assert list(drawn(single)) == ["headline_counts", "how_lost", "hours_of_week"]


def test_a_comparison_has_all_pictures(pair):
    names = list(drawn(pair))
    assert names == ["headline_counts", "lost_by_charge", "how_lost", "who_changed", "hours_of_week", "differences"]


def test_of_several_other_scenarios_each_has_its_flows(five):
    names = [name for name in drawn(five) if name.startswith("who")]
    assert names == ["who_changed_2", "who_changed_3", "who_changed_4", "who_changed_5"]


def test_every_picture_says_what_its_numbers_are_and_where_they_are_from(tables):
    for figure in drawn(tables).values():
        text = printed(figure)
        basis = f"ean of {tables.replications} replications" if tables.replications > 1 else "ne replication"
        assert f"{basis} of 30 counted days" in text
        assert "Sources: invented for tests." in text


def test_without_known_days_the_pictures_do_not_name_their_number(single):
    text = printed(how_lost(dataclasses.replace(single, days=None)).figure())
    assert "ean of 3 replications of the counted days" in text


def test_no_text_is_clipped_and_none_covers_another(tables):
    for name, figure in drawn(tables).items():
        canvas = laid_out(figure)
        boxes = [(text.get_text(), text.get_window_extent()) for text in shown(figure)]
        width, height = canvas.get_width_height()
        for text, box in boxes:
            assert box.x0 >= 0, (name, text)
            assert box.y0 >= 0, (name, text)
            assert box.x1 <= width, (name, text)
            assert box.y1 <= height, (name, text)
        for (one, here), (other, there) in itertools.combinations(boxes, 2):
            across = min(here.x1, there.x1) - max(here.x0, there.x0)
            along = min(here.y1, there.y1) - max(here.y0, there.y0)
            assert across < 1 or along < 0.35 * min(here.height, there.height), (name, one, other)


def test_headline_bars_are_as_long_as_the_counts(pair):
    figure = drawn(pair)["headline_counts"]
    for measure in HEADLINES:
        (axes,) = axes_of(figure, measure)
        widths = [patch.get_width() for patch in axes.patches]
        assert widths == [mean(pair, label, measure) for label in pair.labels]


def test_headlines_print_counts_and_paired_differences_with_intervals(pair):
    figure = drawn(pair)["headline_counts"]
    (axes,) = axes_of(figure, "released_before_pickup")
    row = pair.summary.query("measure == 'released_before_pickup' and jail == 'all'").iloc[1]
    paired = pair.comparison.query("measure == 'released_before_pickup' and jail == 'all'").iloc[0]
    texts = [re.sub(r"\s", " ", text.get_text()) for text in axes.texts]
    leads, matched, unknown = (count(mean(pair, pair.labels[1], part)) for part in LOST_PARTS)
    assert texts[2:] == [
        f"{count(row['mean'])} ({count(row['ci_low'])} to {count(row['ci_high'])})",
        f"+{count(paired['difference'])} (+{count(paired['ci_low'])} to +{count(paired['ci_high'])})",
        f"{leads} lost leads, {matched} matched but not flagged, {unknown} without a trace",
    ]
    assert f"{count(paired['difference'])} more released before pickup" in title(figure)
    fewer = pair.comparison.query("measure == 'flagged' and jail == 'all'")["difference"].iloc[0]
    assert f"{count(-fewer)} fewer flagged" in title(figure)


def test_headlines_lead_with_what_is_unknown(unsure_pair):
    figure = drawn(unsure_pair)["headline_counts"]
    (axes,) = axes_of(figure, "flagged")
    other = unsure_pair.labels[1]
    each, change = unsure_pair.headline(other, "flagged"), unsure_pair.change(other, "flagged")
    assert [text.get_text() for text in axes.texts][2:] == [
        f"{count(each.chance.mean)} ({count(each.low)} to {count(each.high)})",
        f"chance alone: {count(each.chance.ci_low)} to {count(each.chance.ci_high)}",
        f"{signed(change.chance.mean)} ({signed(change.low)} to {signed(change.high)})",
        f"chance alone: {signed(change.chance.ci_low)} to {signed(change.chance.ci_high)}",
    ]
    assert "thin and in brackets: with what is unknown; thick: chance alone" in printed(figure).replace("\n", " ")


def test_the_wide_interval_is_a_thin_line_and_chance_a_thick_one_within(unsure_pair):
    (axes,) = axes_of(drawn(unsure_pair)["headline_counts"], "flagged")
    thin = [bars.lines[2][0] for bars in axes.containers if isinstance(bars, ErrorbarContainer)]
    thick = [line for line in axes.lines if line.get_linewidth() > 2]
    for label, wide, narrow in zip(unsure_pair.labels, thin, thick, strict=True):
        each = unsure_pair.headline(label, "flagged")
        (((low, _), (high, _)),) = wide.get_segments()
        assert (low, high) == pytest.approx((each.low, each.high))
        assert list(narrow.get_xdata()) == [each.chance.ci_low, each.chance.ci_high]
        assert wide.get_linewidth()[0] < narrow.get_linewidth()


def test_a_mean_outside_of_what_is_unknown_is_drawn(pair):
    rows = unsure(pair).unknowns.assign(low=1.0, high=2.0)
    figure = headline_counts(dataclasses.replace(pair, unknowns=rows)).figure(CAPTION)
    assert "(1.0 to 2.0)" in printed(figure)


def test_one_replication_has_no_intervals(once):
    for name, figure in drawn(once).items():
        text = printed(figure)
        assert "nan" not in text.lower()
        assert not re.search(r"\([^)]* to [^)]*\)", text), name


def test_headline_of_a_single_scenario(single):
    counts = [count(mean(single, single.base, measure)) for measure in ("removable", "flagged", HEADLINES[-1])]
    removable, flagged, lost = counts
    expected = f"Of {removable} removable people in 30 days, {flagged} are flagged and {lost} released before pickup"
    assert title(drawn(single)["headline_counts"]) == expected


def test_bars_of_outcomes_are_as_long_as_the_counts_and_add_up(pair):
    figure = drawn(pair)["how_lost"]
    bars = figure.axes[0].containers
    assert [bar.get_label() for bar in bars] == [*REMOVABLE_OUTCOMES] * 2
    for place, label in enumerate(pair.labels):
        many = len(REMOVABLE_OUTCOMES)
        mine = bars[many * place : many * (place + 1)]
        widths = [bar.patches[0].get_width() for bar in mine]
        assert widths == pytest.approx([mean(pair, label, outcome) for outcome in REMOVABLE_OUTCOMES])
        end = mine[-1].patches[0].get_x() + widths[-1]
        assert end == pytest.approx(mean(pair, label, "removable"))


def test_the_known_and_the_unknown_are_told_apart(pair):
    figure = drawn(pair)["how_lost"]
    hatched = {bar.get_label() for bar in figure.axes[0].containers if bar.patches[0].get_hatch()}
    assert hatched == {Outcome.RELEASED_NOT_FINGERPRINTED, Outcome.RELEASED_NO_RECORD}
    for label in pair.labels:
        lost, leads, matched, unknown = (count(mean(pair, label, each)) for each in (HEADLINES[-1], *LOST_PARTS))
        said = f"{lost} lost: {leads} lost leads, {matched} matched but not flagged, {unknown} without a trace"
        assert said in printed(figure).replace("\N{NO-BREAK SPACE}", " ")


def test_the_title_of_how_lost_compares_scenarios(pair):
    text = title(drawn(pair)["how_lost"])
    for label in pair.labels:
        lost, removable = mean(pair, label, HEADLINES[-1]), mean(pair, label, "removable")
        assert f"{count(lost)} of {count(removable)} ({100 * lost / removable:.0f} %)" in text
    assert text.startswith("Removable people released before pickup in 30 days: ")


def ribbons(figure):
    """Thickness of each ribbon at either end, by the two outcomes."""
    thick = {}
    for patch in figure.axes[0].patches:
        pair = tuple((patch.get_gid() or "").split("-"))
        if len(pair) == 2 and pair[0] not in ("before", "after"):
            ends = patch.get_path().vertices
            thick[pair] = (ends[0, 1] - ends[7, 1], ends[3, 1] - ends[4, 1])
    return thick


def test_ribbons_are_as_thick_as_the_transitions(pair):
    pair.labels[1]
    rows = pair.transitions.query("jail == 'all'")
    found = ribbons(drawn(pair)["who_changed"])
    assert len(found) == len(rows)
    for row in rows.itertuples():
        assert found[row.outcome_in_base, row.outcome_in_other] == pytest.approx((row.mean, row.mean))


def test_ribbons_add_up_to_the_removable_and_to_each_outcome(pair):
    base, other = pair.labels
    found = ribbons(drawn(pair)["who_changed"])
    assert sum(near for near, _ in found.values()) == pytest.approx(mean(pair, base, "removable"))
    for outcome in REMOVABLE_OUTCOMES:
        before = sum(near for (each, _), (near, _) in found.items() if each == outcome)
        after = sum(far for (_, each), (_, far) in found.items() if each == outcome)
        assert before == pytest.approx(mean(pair, base, outcome))
        assert after == pytest.approx(mean(pair, other, outcome))


def test_the_title_of_the_flows_counts_those_who_would_be_lost(pair):
    rows = pair.transitions.query("jail == 'all' and outcome_in_base == 'transferred'")
    lost = rows.loc[rows["outcome_in_other"].isin(LOST), "mean"].sum()
    text = title(drawn(pair)["who_changed"])
    assert text.startswith(f"{count(lost)} people in 30 days transferred under “in force” would be lost under “ended”")


def test_flows_the_other_way_are_said_first_where_they_are_more(pair):
    turned = dataclasses.replace(
        pair,
        transitions=pair.transitions.rename(
            columns={"outcome_in_base": "outcome_in_other", "outcome_in_other": "outcome_in_base"}
        ),
    )
    assert "lost under “in force” would be transferred under “ended”" in who_changed(turned, pair.labels[1]).title


def test_people_who_are_removable_in_one_scenario_only_have_their_own_ribbons(five):
    figure = drawn(five)["who_changed_4"]
    found = ribbons(figure)
    assert sum(near for (_, after), (near, _) in found.items() if after == "not_removable") > 0
    removable = sum(near for (before, _), (near, _) in found.items() if before != "not_removable")
    assert removable == pytest.approx(mean(five, five.base, "removable"))
    assert "Removable and counted only once" in printed(figure)


def test_two_scenarios_that_do_the_same():
    same = tables_of(variant("A"), variant("B"), replications=2)
    assert who_changed(same, "B") is None
    assert lost_by_charge(same, "B") is None
    assert headline_counts(same).title == (
        "B compared with “A”: as many flagged and as many released before pickup in 30 days"
    )


def area(axes, colour):
    """Area under a stepped curve; an hour is 1 wide."""
    total = 0.0
    for shape in axes.collections:
        if mpl.colors.to_hex(shape.get_facecolor()[0]).upper() == colour:
            for path in shape.get_paths():
                x, y = path.vertices.T
                total += abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    return total


def weekly(tables, label, column):
    """People a week: each hour's count by how often it comes, for 30 days hold five Mondays and four Thursdays."""
    rows = tables.hour_of_week[tables.hour_of_week["scenario"] == label]
    return rows[column] / rows["hours_counted"]


def test_an_hour_that_comes_more_often_does_not_stand_out(single):
    assert set(single.hour_of_week["hours_counted"]) == {4, 5}
    alike = single.hour_of_week.assign(removable_booked=single.hour_of_week["hours_counted"] / 2)
    figure = hours_of_week(dataclasses.replace(single, hour_of_week=alike)).figure()
    (axes,) = axes_of(figure, "Removable people booked")
    shape = next(each for each in axes.collections if mpl.colors.to_hex(each.get_facecolor()[0]) == "#7f7f7f")
    assert set(shape.get_paths()[0].vertices[:, 1].round(9)) == {0.0, 0.5}


def test_areas_over_the_week_are_the_counts_of_one_week(tables):
    figure = drawn(tables)["hours_of_week"]
    for place, label in enumerate(tables.labels):
        booked = axes_of(figure, "Removable people booked")[place]
        lost = axes_of(figure, "Lost people released")[place]
        assert area(booked, "#7F7F7F") == pytest.approx(weekly(tables, label, "removable_booked").sum())
        due = axes_of(figure, "Removable people whose release is due")[place]
        assert area(due, "#8FA6B8") == pytest.approx(weekly(tables, label, "release_due").sum())
        shown_lost = area(lost, "#51135A") + area(lost, "#C5B3CF")
        assert shown_lost == pytest.approx(weekly(tables, label, "lost_released").sum())
        assert f"Lost people released: {count(weekly(tables, label, 'lost_released').sum())} a week" in printed(figure)


def test_the_title_of_the_week_is_about_the_hours_with_nobody_on_duty(pair):
    rows = pair.hour_of_week[pair.hour_of_week["scenario"] == pair.labels[1]]
    alone = rows[rows["reviewers_on_duty"] == 0]
    by_hour = weekly(pair, pair.labels[1], "lost_released")
    lost = 100 * by_hour[alone.index].sum() / by_hour.sum()
    assert title(drawn(pair)["hours_of_week"]) == (
        f"{lost:.0f} % of losses under “ended” fall in the {100 * len(alone) / 168:.0f} % of the week "
        "with nobody on duty who could flag"
    )


def test_a_jail_with_screeners_round_the_clock_is_never_alone(single):
    lost = count(weekly(single, single.base, "lost_released").sum())
    assert title(drawn(single)["hours_of_week"]) == (
        f"{lost} people a week are lost, with somebody who could flag on duty in every hour"
    )
    assert "grey" not in printed(drawn(single)["hours_of_week"])


def test_hours_with_nobody_on_duty_at_some_jails_are_the_darker_the_more_these_are(two_jails):
    figure = drawn(two_jails)["hours_of_week"]
    assert "reviewer for it), the darker, at the more jails" in printed(figure)
    shades = {shape.get_alpha() for shape in axes_of(figure, "Lost people released")[0].collections} - {None}
    both = {shape.get_alpha() for shape in axes_of(figure, "Lost people released")[1].collections} - {None}
    assert max(shades) == pytest.approx(max(both) / 2)


def test_teams_of_any_size_can_be_seen_beside_each_other(two_jails):
    week = two_jails.hour_of_week.assign(screeners_on_duty=50.0)
    figure = hours_of_week(dataclasses.replace(two_jails, hour_of_week=week)).figure()
    axes = axes_of(figure, "Officers on duty")[0]
    tops = {shape.get_paths()[0].vertices[:, 1].max() for shape in axes.collections if shape.get_alpha() is None}
    assert {round(top % 1, 6) for top in tops} == {0.8}


def test_officers_of_a_shared_office_are_not_counted_twice(two_jails):
    text = printed(drawn(two_jails)["hours_of_week"])
    assert "reviewers, up to 2" in text
    assert "crews, up to 1" in text
    assert "no screeners" in text
    assert "screeners of all jails, reviewers and crews of the office that has most" in text


def test_screeners_of_several_jails_add_up(two_jails):
    week = two_jails.hour_of_week.assign(screeners_on_duty=1.0)
    assert "screeners, up to 2" in printed(hours_of_week(dataclasses.replace(two_jails, hour_of_week=week)).figure())


def test_rounds_have_a_row_where_there_are_any(single):
    assert "rounds" not in printed(drawn(single)["hours_of_week"])
    week = single.hour_of_week
    week = week.assign(rounds_arriving=(week["hour_of_week"] == 33).astype(float))
    text = printed(hours_of_week(dataclasses.replace(single, hour_of_week=week)).figure())
    assert "rounds, up to 1 " in text
    assert "rounds: how many come to a jail in the hour" in text


def test_bars_by_charge_are_the_shares_of_those_flagged(pair):
    figure = drawn(pair)["lost_by_charge"]
    found = {bars.get_label(): bars.patches[0].get_width() for bars in figure.axes[0].containers}
    rows = pair.leads_by_charge[pair.leads_by_charge["fate"].isin(tuple(LeadFate))]
    assert len(found) == len(rows) == 2 * len(LeadFate)
    for row in rows.itertuples():
        assert found[f"{row.charge}.{row.fate}"] == pytest.approx(row.share_of_flagged)
    for charge in ("misdemeanor", "felony"):
        assert sum(width for name, width in found.items() if name.startswith(charge)) == pytest.approx(1)


def test_the_title_by_charge_is_about_the_charges_of_which_most_and_least_are_lost(pair):
    rows = pair.leads_by_charge
    lost = rows[rows["fate"] == "lost"].set_index("charge")["share_of_flagged"].sort_values()
    text = title(drawn(pair)["lost_by_charge"])
    assert text.startswith("Lost under “ended”: ")
    most, least = (text.index(f"{100 * lost[charge]:.0f} % of the") for charge in (lost.index[-1], lost.index[0]))
    assert most < least


def test_by_charge_it_is_said_on_what_the_answer_rests(pair):
    assert "driven by stays by charge, which are assumed" in printed(drawn(pair)["lost_by_charge"])
    known = lost_by_charge(dataclasses.replace(pair, stays_are_assumed=False), pair.labels[1])
    assert "assumed" not in known.note


def test_of_a_single_charge_there_is_no_picture_by_charge(pair):
    alone = dataclasses.replace(pair, leads_by_charge=pair.leads_by_charge.iloc[:0])
    assert lost_by_charge(alone, pair.labels[1]) is None


def test_where_nobody_is_flagged_there_is_no_picture_by_charge(nobody):
    assert "lost_by_charge" not in drawn(nobody)


def test_dots_stand_at_the_differences(pair):
    figure = drawn(pair)["differences"]
    dots = [float(line.get_xdata()[0]) for line in figure.axes[0].lines if line.get_marker() == "o"]
    rows = pair.comparison.query("jail == 'all'").set_index("measure")["difference"]
    assert dots == [rows[measure] for group in FOREST for measure in group]


def test_differences_are_printed_with_their_intervals(pair):
    row = pair.comparison.query("jail == 'all' and measure == 'transferred'").iloc[0]
    text = f"{signed(row['difference'])} ({signed(row['ci_low'])} to {signed(row['ci_high'])})"
    figure = drawn(pair)["differences"]
    assert text in printed(figure)
    assert f"{count(row['base_mean'])} → {count(row['other_mean'])}" in printed(figure)
    assert f"{count(-row['difference'])} fewer transferred" in title(figure)


def test_the_title_of_several_differences_is_about_the_largest(five):
    rows = five.comparison.query("jail == 'all' and measure == 'released_before_pickup'").set_index("other")
    most = rows["difference"].abs().idxmax()
    assert f"“{most}”" in title(drawn(five)["differences"])


def test_differences_need_a_comparison(single):
    assert differences(single) is None


def test_with_no_removable_people_the_titles_say_so(nobody):
    titles = {name: title(figure) for name, figure in drawn(nobody).items()}
    assert "who_changed" not in titles
    assert titles["how_lost"] == "No removable people are booked"
    assert titles["hours_of_week"] == "No removable person is lost in any hour of the week"
    assert "as many flagged" in titles["headline_counts"]
    assert "as many transferred" in titles["differences"]


def test_pictures_can_be_drawn_from_tables_read_back(pair, tmp_path):
    def read_back(table):
        table.to_csv(tmp_path / "table.csv", index=False)
        return pd.read_csv(tmp_path / "table.csv")

    names = ["summary", "comparison", "transitions", "hour_of_week"]
    again = dataclasses.replace(pair, **{name: read_back(getattr(pair, name)) for name in names})
    assert [picture.title for picture in study_pictures(again)] == [picture.title for picture in study_pictures(pair)]


def test_the_same_tables_give_the_same_files(pair, tmp_path):
    first, second = (
        {path.name: path.read_bytes() for picture in study_pictures(pair) for path in save(picture, tmp_path)}
        for _ in range(2)
    )
    assert len(first) == 12
    assert first == second


def test_saving_a_picture_twice_gives_the_same_files(pair, tmp_path):
    picture = who_changed(pair, pair.labels[1])
    before = [path.read_bytes() for path in save(picture, tmp_path)]
    assert [path.read_bytes() for path in save(picture, tmp_path)] == before


def test_saving_leaves_the_two_files_and_nothing_else(single, tmp_path):
    paths = save(how_lost(single), tmp_path)
    assert paths == [tmp_path / "how_lost.png", tmp_path / "how_lost.svg"]
    assert set(tmp_path.iterdir()) == set(paths)


def test_a_failed_save_leaves_what_was_there(single, tmp_path, monkeypatch):
    (tmp_path / "how_lost.png").write_text("before")

    def fails(self, target):
        raise OSError(28, "disk full")

    monkeypatch.setattr("pathlib.Path.replace", fails)
    with pytest.raises(OSError, match="disk full"):
        save(how_lost(single), tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_the_png_has_ink_of_every_large_outcome(pair, tmp_path):
    png, _ = save(how_lost(pair), tmp_path)
    pixels = (imread(png)[..., :3] * 255).round().astype(int)
    assert pixels.shape[1] == 1500
    colours = {(each >> 16, each >> 8 & 255, each & 255) for each in np.unique(pixels @ [65536, 256, 1]).tolist()}
    for outcome in (Outcome.TRANSFERRED, Outcome.RELEASED_NO_RECORD, Outcome.RELEASED_BEFORE_MATCH):
        assert tuple(bytes.fromhex(OUTCOME_COLOURS[outcome][1:])) in colours


def test_the_svg_keeps_text_as_text(five, tmp_path):
    _, svg = save(who_changed(five, five.labels[1]), tmp_path)
    root = ET.fromstring(svg.read_text())
    text = " ".join("".join(each.itertext()).strip() for each in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "$money$" in text
    assert "Transferred" in text
    assert "date" not in svg.read_text().lower()


def test_the_readers_own_settings_change_nothing(single, tmp_path):
    def picture():
        target = io.BytesIO()
        for path in save(headline_counts(single), tmp_path, "counts"):
            target.write(path.read_bytes())
        return target.getvalue()

    plain = picture()
    with mpl.rc_context({"font.family": "serif", "svg.fonttype": "path", "text.parse_math": True, "savefig.dpi": 40}):
        assert picture() == plain


def test_wrapped_text_fits_and_loses_nothing():
    text = "one two  three\nfour " + "x" * 200
    lines = wrapped(text, 1.5, 10)
    assert all(text_width(line, 10) <= 1.5 for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert wrapped(" ", 1, 10) == []
