"""The pictures of a network of jails: titles and labels say what the numbers say, and can be read."""

import itertools
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analyses.comparison.network.by_group import gains_by_kind, gains_by_office, spill_over
from sim.analyses.comparison.network.by_month import cumulative_leads
from sim.analyses.comparison.network.groups import GROUP_COLUMNS, PAIRED_GROUP_COLUMNS, Change
from sim.analyses.comparison.network.ranked import MOST_AT_AN_END, ranked_gains, ranked_rates
from sim.analyses.comparison.network.tile_map import state_gains, state_rates, tile_places
from sim.analyses.comparison.network.words import KINDS
from sim.analyses.comparison.pictures import PLACES, PLACES_CHANGED, of_pair, of_study
from sim.analyses.comparison.results import ResultTables
from sim.model.outcomes import HEADLINES
from sim.output.names import readable
from sim.scenario.states import STATES
from tests.pictures import check_readable, printed, title_of

BASE, OTHER = "National network, as of 2017", "National network, as it grew"
PER_RESIDENTS = "flagged_per_100000"
OFFICES = [f"office_of_a_long_name_{number}" for number in range(23)] + ["st_paul"]
STATE_NAMES = [*list(STATES.values())[:39], "Guam"]
MINUS = "\N{MINUS SIGN}"
PAIRED_MONTH_COLUMNS = [
    *("base", "other", "group_by", "group", "month", "measure", "n", "difference", "ci_low", "ci_high"),
    *("cumulative", "cumulative_ci_low", "cumulative_ci_high"),
]


def with_ends(half, replications, mean="difference"):
    """Columns of intervals around a mean; none of one replication."""
    half = half if replications > 1 else np.nan
    return {"ci_low": lambda rows: rows[mean] - half, "ci_high": lambda rows: rows[mean] + half}


def tables_of(gains=(1.0,), half=1.0, replications=10, **more):
    """The tables of a comparison in which jails gain so many leads; all of them together their sum."""
    jails = {f"va_jail_{number}": gain for number, gain in enumerate(gains)} | {"all": sum(gains)}
    rows = [
        {"jail": jail, "measure": measure, "difference": share * gain}
        for (jail, gain), (measure, share) in itertools.product(
            jails.items(), zip(HEADLINES, (1.0, 0.0, -0.5), strict=True)
        )
    ]
    comparison = pd.DataFrame(rows).assign(
        base=BASE, other=OTHER, n=replications, base_mean=500.0, other_mean=500.0, **with_ends(half, replications)
    )
    summary = pd.DataFrame({"scenario": BASE, "jail": "all", "measure": HEADLINES, "n": replications, "mean": 1.0})
    return ResultTables(
        labels=(BASE, OTHER),
        summary=summary.assign(sd=1.0, **with_ends(half, replications, "mean")),
        comparison=comparison,
        transitions=pd.DataFrame(),
        hour_of_week=pd.DataFrame(),
        days=1461,
        **more,
    )


def groups_paired(by, differences, measure="flagged", half=1.0, replications=10):
    rows = pd.DataFrame({"group": list(differences), "difference": list(differences.values())})
    keys = {"base": BASE, "other": OTHER, "group_by": by, "measure": measure, "n": replications}
    more = {"jails": 2, "base_mean": 500.0, "other_mean": 500.0, "correlation": 0.9}
    return rows.assign(**keys, **more, **with_ends(half, replications))[PAIRED_GROUP_COLUMNS]


def groups(by, means, half=1.0, replications=10):
    rows = pd.DataFrame({"group": list(means), "mean": list(means.values())})
    keys = {"scenario": BASE, "group_by": by, "measure": PER_RESIDENTS, "n": replications, "sd": 1.0}
    return rows.assign(**keys, jails=2, **with_ends(half, replications, "mean"))[GROUP_COLUMNS]


def months(ends, count=48, start="2017-01", half=10.0, replications=10):
    """Each group's leads add up to its end in equal steps; so do those of another measure, tenfold."""
    names = [str(month) for month in pd.period_range(start, periods=count, freq="M")]
    half = half if replications > 1 else np.nan
    parts = [
        pd.DataFrame({"month": names, "difference": factor * end / count}).assign(
            base=BASE,
            other=OTHER,
            group_by="all" if group == "all" else "change",
            group=group,
            measure=measure,
            n=replications,
            cumulative=lambda rows: rows["difference"].cumsum(),
            cumulative_ci_low=lambda rows: rows["cumulative"] - half,
            cumulative_ci_high=lambda rows: rows["cumulative"] + half,
            **with_ends(1.0, replications),
        )
        for group, end in ends.items()
        for measure, factor in (("removable", 10), ("flagged", 1))
    ]
    return pd.concat(parts, ignore_index=True)[PAIRED_MONTH_COLUMNS]


def ends(more=0.0, less=0.0, neighbours=0.0):
    """By group; all jails last, though not in a table's order."""
    parts = {Change.NO_CHANGE: neighbours, Change.MORE_SCREENING: more, Change.LESS_SCREENING: less}
    return {"all": sum(parts.values())} | parts


def bars(axes):
    """The widths of bars, from the top."""
    return {bar.get_label(): bar.patches[0].get_width() for bar in axes.containers}


def spread(count, seed=1):
    return [float(value) for value in np.random.default_rng(seed).normal(20, 200, count)]


def many_by_kind(replications):
    kinds = dict(zip(Change, (12_345.6, -9_876.5, 12.3, -321.0), strict=True))
    every = [groups_paired("change", kinds, each, replications=replications) for each in HEADLINES]
    return pd.concat(every, ignore_index=True)


def many_by_office(replications):
    found = dict(zip(OFFICES, spread(24), strict=True))
    every = [groups_paired("field_office", found, each, replications=replications) for each in HEADLINES]
    return pd.concat(every, ignore_index=True)


def every_picture(replications):
    """All pictures, of a network of 142 jails, 40 states, 24 field offices and 48 months."""
    rates = {f"va_jail_{number}": float(number) for number in range(142)}
    states = dict(zip(STATE_NAMES, spread(40), strict=True))
    levels = pd.concat(
        [
            groups("jail", rates, replications=replications),
            groups("state", {name: abs(value) for name, value in states.items()}, replications=replications),
            groups("all", {"all": 70.5}, replications=replications),
        ]
    )
    paired = [
        groups_paired("state", states, PER_RESIDENTS, replications=replications),
        many_by_kind(replications),
        many_by_office(replications),
    ]
    tables = tables_of(
        spread(142),
        replications=replications,
        places={f"va_jail_{number}": f"St. John the Baptist Parish {number}, LA" for number in range(142)},
        groups=levels,
        groups_paired=pd.concat(paired),
        months_paired=months(ends(40_000, -39_900, -50), replications=replications),
    )
    pictures = [*of_study(tables, PLACES), *of_pair(tables, OTHER, PLACES_CHANGED)]
    return {picture.name: picture.figure("Simulated: nothing. " * 12) for picture in pictures}


@pytest.mark.parametrize("replications", [10, 1])
def test_all_texts_can_be_read(replications):
    for figure in every_picture(replications).values():
        check_readable(figure)


@pytest.mark.parametrize("replications", [10, 1])
def test_every_picture_says_what_its_numbers_are_and_where_they_are_from(replications):
    basis = "ean of 10 replications" if replications > 1 else "ne replication"
    for name, figure in every_picture(replications).items():
        text = printed(figure)
        assert f"{basis} of 1,461 counted days" in text, name
        assert "Simulated: nothing." in text, name
        assert ("95 %" in text) == (replications > 1), name


def test_one_replication_has_no_intervals():
    for name, figure in every_picture(1).items():
        text = printed(figure)
        assert "nan" not in text.lower(), name
        assert "\N{PLUS-MINUS SIGN}" not in text, name
        assert not re.search(r"\([^)]* to [^)]*\)", text), name


def test_every_comparison_names_both_scenarios():
    for name, figure in every_picture(10).items():
        pair = "\N{LEFT DOUBLE QUOTATION MARK}as it grew\N{RIGHT DOUBLE QUOTATION MARK} less"
        assert (pair in printed(figure)) == (not name.endswith("rates")), name


# Months


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (ends(500, -200, -50), "Gains outweigh losses: +250 leads (95 % interval +240 to +260)"),
        (ends(200, -500), f"Losses outweigh gains: {MINUS}300 leads (95 % interval {MINUS}310 to {MINUS}290)"),
        (
            ends(205, -200),
            f"Whether gains outweigh losses cannot be told: +5.0 leads (95 % interval {MINUS}5.0 to +15.0)",
        ),
    ],
)
def test_the_title_says_whether_gains_outweigh_losses(found, told):
    picture = cumulative_leads(tables_of(months_paired=months(found)), OTHER)
    assert title_of(picture.figure()) == f"{told} from January 2017 to December 2020"


def test_leads_of_which_none_are_clearly_gained_or_lost_are_not_drawn():
    assert cumulative_leads(tables_of(months_paired=months(ends(5, -5))), OTHER) is None


def test_without_intervals_the_title_tells_the_mean_alone():
    picture = cumulative_leads(tables_of(replications=1, months_paired=months(ends(205, -200), replications=1)), OTHER)
    assert title_of(picture.figure()) == "Gains outweigh losses: +5.0 leads from January 2017 to December 2020"


def test_lines_of_months_start_at_nothing_and_end_at_their_labels():
    table = months(ends(500, -200, -50))
    figure = cumulative_leads(tables_of(months_paired=table), OTHER).figure()
    (axes,) = figure.axes
    lines = {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}
    drawn_ends = {name: (line.get_ydata()[0], line.get_ydata()[-1]) for name, line in lines.items()}
    assert drawn_ends == {
        "Jails that gain screening": (0, pytest.approx(500)),
        "Jails that lose screening": (0, pytest.approx(-200)),
        "Unchanged neighbours": (0, pytest.approx(-50)),
        "Net: all jails": (0, pytest.approx(250)),
    }
    assert all(len(line.get_xdata()) == 49 for line in lines.values())
    assert "Jails that gain screening +500 (+490 to +510)" in printed(figure)
    assert f"Unchanged neighbours {MINUS}50.0 ({MINUS}60.0 to {MINUS}40.0)" in printed(figure)
    assert len(axes.collections) == 4


def test_lines_are_told_apart_without_colour():
    kinds = [kind for group, kind in KINDS.items() if group != "all"]
    assert len({kind.line for kind in kinds}) == len(kinds) == len(Change)


@pytest.mark.parametrize(
    ("count", "start", "told"),
    [
        (48, "2017-01", ["Jan 2017", "Jul 2017", "Jan 2018", "Jul 2018", "Jan 2019", "Jul 2019", "Jan 2020"]),
        (12, "2020-06", ["Jul 2020", "Sep 2020", "Nov 2020", "Jan 2021", "Mar 2021", "May 2021"]),
        (3, "2020-06", ["Jun 2020", "Jul 2020", "Aug 2020", "Sep 2020"]),
    ],
)
def test_months_are_named_at_their_starts(count, start, told):
    figure = cumulative_leads(tables_of(months_paired=months(ends(500), count, start)), OTHER).figure()
    (axes,) = figure.axes
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels[: len(told)] == told
    first = pd.Period(start, freq="M")
    assert [first + int(at) for at in axes.get_xticks()] == [pd.Period(label, freq="M") for label in labels]


def test_the_numbers_of_months_are_of_leads_alone_with_all_jails_last():
    table = months(ends(500, -200), count=3)
    numbers = cumulative_leads(tables_of(months_paired=table), OTHER).numbers
    assert list(numbers.columns) == PAIRED_MONTH_COLUMNS
    assert set(numbers["measure"]) == {"flagged"}
    assert numbers["group"].drop_duplicates().tolist() == ["more_screening", "less_screening", "no_change", "all"]
    assert cumulative_leads(tables_of(months_paired=table), "another") is None


# Ranks


def test_many_jails_are_ranked_and_those_between_are_told_together():
    gains = [float(gain) for gain in range(-40, 102)]
    picture = ranked_gains(tables_of(gains, places={"va_jail_141": "Prince William, VA"}), OTHER)
    figure = picture.figure()
    shown = bars(figure.axes[0])
    assert list(shown.values()) == [*range(101, 86, -1), *range(-26, -41, -1)]
    assert next(iter(shown)) == "Prince William, VA"
    assert list(shown)[-1] == "Va Jail 0"
    assert "112 jails between these" in printed(figure)
    assert f"+{sum(gains[15:-15]):,.0f} together" in printed(figure)
    assert picture.title == (
        f"Leads gained in 100 of 142 jails, lost in 39: from {MINUS}40.0 (Va Jail 0) to +101 (Prince William, VA) "
        "in 1,461 days"
    )


def test_jails_in_which_nothing_changes_are_counted_in_one_row():
    tables = tables_of([5.0, 0.0, 0.0, -3.0])
    same = tables.comparison["difference"] == 0
    tables.comparison.loc[same, ["ci_low", "ci_high"]] = [0.0, 0.04]
    picture = ranked_gains(tables, OTHER)
    figure = picture.figure()
    assert list(bars(figure.axes[0]).values()) == [5, -3]
    assert "2 unchanged" in printed(figure)
    assert len(picture.numbers) == 4


def test_a_comparison_in_which_nothing_changes_has_no_pictures_of_places():
    found = dict.fromkeys(("Virginia", "Ohio"), 0.0)
    rows = pd.concat(
        [
            groups_paired("state", found, PER_RESIDENTS, half=0.0),
            *(groups_paired("change", {Change.NO_CHANGE: 0.0}, measure, half=0.0) for measure in HEADLINES),
            *(groups_paired("field_office", dict.fromkeys(OFFICES, 0.0), each, half=0.0) for each in HEADLINES),
        ]
    )
    tables = tables_of([0.0], half=0.0, groups_paired=rows, months_paired=months(ends(), half=0.0))
    assert not list(of_pair(tables, OTHER, PLACES_CHANGED))


def test_few_jails_are_all_shown():
    gains = [float(gain) for gain in range(2 * MOST_AT_AN_END + 1)]
    picture = ranked_gains(tables_of(gains), OTHER)
    figure = picture.figure()
    assert list(bars(figure.axes[0]).values()) == sorted(gains, reverse=True)
    assert "between" not in printed(figure)


def test_bars_are_hollow_where_the_interval_holds_0():
    picture = ranked_gains(tables_of([5.0, 0.5, -0.5, -5.0]), OTHER)
    figure = picture.figure()
    faces = [bar.patches[0].get_facecolor() == (1, 1, 1, 1) for bar in figure.axes[0].containers]
    assert faces == [False, True, True, False]
    assert picture.title.startswith("Leads gained in 1 of 4 jails, lost in 1: ")
    assert "+5.0 (+4.0 to +6.0)" in printed(figure)
    intervals = [list(line.get_xdata()) for line in figure.axes[0].lines]
    assert intervals[1:] == [[4, 6], [-0.5, 1.5], [-1.5, 0.5], [-6, -4]]


def test_nobody_who_loses_is_told():
    assert "lost in none" in ranked_gains(tables_of([5.0, 4.0]), OTHER).title


def test_the_numbers_of_ranks_are_all_jails_by_difference():
    numbers = ranked_gains(tables_of([1.0, 3.0, 2.0]), OTHER).numbers
    assert numbers["jail"].tolist() == ["va_jail_1", "va_jail_2", "va_jail_0"]
    assert numbers["difference"].tolist() == [3, 2, 1]
    assert ranked_gains(tables_of([1.0]), "another") is None


def test_rates_are_ranked_with_the_rate_of_all_jails_as_a_line():
    table = pd.concat([groups("jail", {"one": 12.0, "two": 40.0}), groups("all", {"all": 30.0})])
    picture = ranked_rates(tables_of(groups=table, places={"two": "Harris, TX"}))
    figure = picture.figure()
    assert bars(figure.axes[0]) == {"Harris, TX": 40, "One": 12}
    assert picture.title == ("Leads per 100,000 residents a year: from 12.0 (One) to 40.0 (Harris, TX); 30.0 overall")
    dotted = [line.get_xdata() for line in figure.axes[0].lines if line.get_linestyle() == ":"]
    assert dotted == [[30, 30]]
    assert "all jails together 30.0" in printed(figure)
    assert picture.numbers["group"].tolist() == ["two", "one"]


def test_rates_stand_beside_counts_and_wide_intervals_are_muted():
    table = groups("jail", {"one": 12.0, "two": 0.5, "three": 0.0})
    table.loc[table["group"] == "three", ["ci_low", "ci_high"]] = 0.0
    tables = tables_of(groups=table)
    counted = tables.summary.query("measure == 'flagged'").assign(jail="one", mean=34.0)
    figure = ranked_rates(replace(tables, summary=pd.concat([tables.summary, counted]))).figure()
    (axes,) = figure.axes
    assert bars(axes) == {"One": 12, "Two": 0.5}
    assert "12.0 (11.0 to 13.0); 34.0" in printed(figure)
    assert "1 without a lead" in printed(figure)
    faces = [bar.patches[0].get_facecolor() == (1, 1, 1, 1) for bar in axes.containers]
    assert faces == [False, True]
    assert axes.get_xlim()[0] == 0


def test_between_ranked_rates_stands_their_range():
    table = groups("jail", {f"jail_{number}": float(number) for number in range(100, 200)})
    assert "115 to 184" in printed(ranked_rates(tables_of(groups=table)).figure())


def test_without_populations_there_are_no_ranks_of_rates():
    assert ranked_rates(tables_of(groups=groups("state", {"Virginia": 1.0}))) is None


# States


def test_each_state_has_a_tile_of_its_own_about_where_it_lies():
    places = tile_places()
    territories = {"American Samoa", "Guam", "Northern Mariana Islands", "Puerto Rico", "Virgin Islands"}
    assert set(places) == set(STATES.values()) - territories
    assert len({(place.row, place.column) for place in places.values()}) == 51
    assert places["Washington"].column < places["Montana"].column < places["New York"].column
    assert places["Minnesota"].row < places["Kansas"].row < places["Texas"].row
    assert all(STATES[place.state] == name for name, place in places.items())


def tile(figure, state):
    (found,) = [patch for patch in figure.axes[0].patches if patch.get_label() == state]
    return found


def test_tiles_show_their_numbers_in_colours_centred_on_0():
    table = groups_paired("state", {"Virginia": -8.0, "Texas": 8.0, "Ohio": 0.4}, PER_RESIDENTS)
    picture = state_gains(tables_of(groups_paired=table), OTHER)
    figure = picture.figure()
    assert picture.title == (
        f"Leads per 100,000 residents gained in 1 of 3 states, lost in 1: from {MINUS}8.0 (Virginia) to +8.0 (Texas) "
        "a year"
    )
    written = [text.get_text() for text in figure.axes[0].texts]
    place = written.index("VA \N{BLACK DOWN-POINTING TRIANGLE}")
    assert written[place + 1 : place + 3] == [f"{MINUS}8.0", "\N{PLUS-MINUS SIGN}1.0"]
    assert {"TX \N{BLACK UP-POINTING TRIANGLE}", "OH"} < set(written)
    red, _, blue, _ = tile(figure, "VA").get_facecolor()
    assert red > blue
    red, _, blue, _ = tile(figure, "TX").get_facecolor()
    assert blue > red
    assert tile(figure, "OH").get_linestyle() == "--"
    assert tile(figure, "TX").get_linestyle() == "-"
    outside = {tile(figure, state).get_facecolor() for state in ("CA", "NY")}
    assert len(outside) == 1
    assert "CA" in written
    assert picture.numbers["group"].tolist() == ["Texas", "Ohio", "Virginia"]


def test_places_without_a_tile_are_told_below_the_title():
    table = groups_paired("state", {"Virginia": 8.0, "Guam": 2.5}, PER_RESIDENTS)
    assert "ot on the map: Guam +2.5" in printed(state_gains(tables_of(groups_paired=table), OTHER).figure())


def test_tiles_tell_counts_below_rates_and_leave_out_what_does_not_change():
    rates = groups_paired("state", {"Virginia": -8.0, "Ohio": 0.0}, PER_RESIDENTS)
    rates.loc[rates["group"] == "Ohio", ["ci_low", "ci_high"]] = 0.0
    table = pd.concat([rates, groups_paired("state", {"Virginia": -120.0, "Ohio": 0.0})])
    figure = state_gains(tables_of(groups_paired=table), OTHER).figure()
    written = [text.get_text() for text in figure.axes[0].texts]
    place = written.index("VA \N{BLACK DOWN-POINTING TRIANGLE}")
    assert written[place + 1 : place + 4] == [f"{MINUS}8.0", "\N{PLUS-MINUS SIGN}1.0", f"{MINUS}120"]
    assert "OH" in written
    assert "no change where a code stands alone (1)" in printed(figure)


def test_levels_of_states_are_darker_the_higher_they_are():
    table = pd.concat([groups("state", {"Virginia": 10.0, "Texas": 80.0, "Ohio": 40.0}), groups("all", {"all": 30.0})])
    picture = state_rates(tables_of(groups=table))
    figure = picture.figure()
    assert picture.title == ("Leads per 100,000 residents a year: from 10.0 (Virginia) to 80.0 (Texas); 30.0 overall")
    light = [sum(tile(figure, state).get_facecolor()) for state in ("VA", "OH", "TX")]
    assert light == sorted(light, reverse=True)
    assert picture.numbers["mean"].tolist() == [80, 40, 10]


def test_without_rates_there_is_no_map():
    assert state_rates(tables_of(groups=groups("jail", {"one": 1.0}))) is None
    assert state_gains(tables_of(groups_paired=groups_paired("state", {"Ohio": 1.0})), OTHER) is None


# Kinds of change, and field offices


def test_leads_are_told_by_kind_of_change():
    found = {Change.NO_CHANGE: 0.5, Change.LESS_SCREENING: -20.0, Change.MORE_SCREENING: 100.0}
    table = pd.concat([groups_paired("change", found, measure) for measure in HEADLINES])
    picture = gains_by_kind(tables_of([80.5], groups_paired=table), OTHER)
    figure = picture.figure()
    assert picture.title == (
        f"Leads in 1,461 days: +100 where screening grows, {MINUS}20.0 where it shrinks and no clear change in "
        "unchanged neighbours; net +80.5"
    )
    assert [axes.get_label() for axes in figure.axes] == [readable(measure) for measure in HEADLINES]
    kinds = ["Jails that gain screening", "Jails that lose screening", "Unchanged neighbours"]
    names = [*(f"{kind} (2)" for kind in kinds), "Net: all jails (6)"]
    assert bars(figure.axes[0]) == dict(zip(names, [100, -20, 0.5, 80.5], strict=True))
    assert bars(figure.axes[2])["Net: all jails (6)"] == -0.5 * 80.5
    assert "+100 (+99.0 to +101)" in printed(figure)
    numbers = picture.numbers
    assert numbers["measure"].drop_duplicates().tolist() == list(HEADLINES)
    assert numbers["group"].tolist()[:4] == ["more_screening", "less_screening", "no_change", "all"]


def test_a_comparison_without_kinds_of_change_has_no_such_picture():
    tables = tables_of(groups_paired=groups_paired("state", {"Ohio": 1.0}))
    assert gains_by_kind(tables, OTHER) is None
    assert gains_by_office(tables, OTHER) is None


def test_field_offices_are_ranked_by_leads_with_people_lost_beside():
    flagged = {"atlanta": 5.0, "st_paul": 50.0, "dallas": -7.0}
    lost = {"atlanta": -4.0, "st_paul": -40.0, "dallas": 6.0}
    table = pd.concat(
        [
            groups_paired("field_office", flagged),
            groups_paired("field_office", lost, "released_before_pickup"),
            groups_paired("field_office", flagged, "interviewed"),
        ]
    )
    picture = gains_by_office(tables_of(groups_paired=table), OTHER)
    figure = picture.figure()
    assert picture.title == (
        f"Leads gained in 2 of 3 field offices, lost in 1: from {MINUS}7.0 (Dallas) to +50.0 (St Paul) in 1,461 days"
    )
    assert bars(figure.axes[0]) == {"St Paul": 50, "Atlanta": 5, "Dallas": -7}
    assert list(bars(figure.axes[1]).values()) == [-40, -4, 6]
    numbers = picture.numbers
    assert numbers["group"].tolist() == ["st_paul", "atlanta", "dallas"] * 2


def by_office_and_neighbours(neighbours, mixed=3):
    """Offices that gain 100 leads with four jails each; their unchanged jails, of which there are `mixed`."""
    offices = [f"office_{number}" for number in range(len(neighbours))]
    whole = groups_paired("field_office", dict.fromkeys(offices, 100.0)).assign(jails=4)
    unchanged = groups_paired("neighbours", dict(zip(offices, neighbours, strict=True))).assign(jails=mixed)
    return pd.concat([whole, unchanged], ignore_index=True)


def test_spill_over_shows_unchanged_jails_beside_their_office_and_the_greatest_loss_first():
    rows = by_office_and_neighbours([5.0, -20.0, 0.5])
    picture = spill_over(tables_of(groups_paired=rows), OTHER)
    numbers = picture.numbers
    assert numbers[["group_by", "group", "difference"]].to_numpy().tolist() == [
        ["field_office", "office_1", 100.0],
        ["field_office", "office_2", 100.0],
        ["field_office", "office_0", 100.0],
        ["neighbours", "office_1", -20.0],
        ["neighbours", "office_2", 0.5],
        ["neighbours", "office_0", 5.0],
    ]
    assert picture.title == (
        f"Spill-over. Leads of unchanged neighbours gained in 1 of 3 field offices, lost in 1: from {MINUS}20.0 "
        "(Office 1) to +5.0 (Office 0) in 1,461 days"
    )
    check_readable(picture.figure())


def test_an_office_whose_jails_all_stay_as_they_are_has_no_spill_over():
    rows = by_office_and_neighbours([5.0, -20.0], mixed=4)
    assert spill_over(tables_of(groups_paired=rows), OTHER) is None


def test_nothing_that_spills_over_is_not_drawn():
    rows = by_office_and_neighbours([0.0, 0.0]).assign(
        ci_low=lambda table: table["difference"], ci_high=lambda table: table["difference"]
    )
    assert spill_over(tables_of(groups_paired=rows), OTHER) is None


def test_spill_over_that_may_be_chance_is_not_drawn():
    assert spill_over(tables_of(groups_paired=by_office_and_neighbours([0.5, -0.5])), OTHER) is None


def test_offices_without_spill_over_are_counted():
    rows = by_office_and_neighbours([0.0, -20.0, 0.0])
    of_the_same = (rows["group_by"] == "neighbours") & (rows["difference"] == 0)
    rows.loc[of_the_same, ["ci_low", "ci_high"]] = 0.0
    figure = spill_over(tables_of(groups_paired=rows), OTHER).figure()
    assert bars(figure.axes[1]) == {"Office 1": -20}
    assert printed(figure).count("2 unchanged") == 1
    check_readable(figure)
