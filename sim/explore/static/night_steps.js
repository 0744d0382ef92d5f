// What is told of one night, or of the same night under two policies: its steps, and where everybody is after each.

const HOUR = 3600;
const DAY = 24 * HOUR;
const NIGHT_BEGINS = 18 * HOUR;

/** The places in which removable people are who left before pickup. */
export const LOST = ["lost_lead", "lost_matched", "lost_unknown"];
/** The places of those who have left. */
export const ENDS = ["taken", "moved_on", ...LOST, "released"];
/** The places of those whom ICE has asked the jail to keep. */
export const FLAGGED = ["flagged", "waits_for_pickup", "held"];
/** The places of nobody who is in the jail. */
export const OUTSIDE = ["not_yet", "gone"];

/** A text as a sentence begins. */
export function begun(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same within one. */
export function inSentence(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The steps of one or two nights: what happens to one person at one second, under each policy; or to officers. */
export class Story {
  constructor(nights) {
    this.nights = nights;
    this.seconds = nights[0].seconds;
    this.places = nights[0].places;
    this.numbers = nights[0].people.map((person) => person.number);
    this.people = nights.map((night) => new Map(night.people.map((person) => [person.number, person])));
    this.steps = this.#told();
    this.visits = nights.map((_, policy) => this.#visits(policy));
    this.most = this.#mostAtOnce();
  }

  #told() {
    const steps = new Map();
    const add = (at, number, policy, move) => {
      const key = `${at}/${number}`;
      if (!steps.has(key)) steps.set(key, { at, number, clock: move.clock, moves: this.nights.map(() => null) });
      const step = steps.get(key);
      const before = step.moves[policy];
      step.moves[policy] = before ? { ...before, words: `${before.words}; ${move.words}` } : move;
    };
    this.nights.forEach((night, policy) => {
      for (const move of night.staff_moves) add(move.at, 0, policy, move);
      for (const person of night.people) for (const move of person.moves) add(move.at, person.number, policy, move);
    });
    return [...steps.values()].sort((one, other) => one.at - other.at || one.number - other.number);
  }

  // Of each person the places in which they are, each with the step from which they are there.
  #visits(policy) {
    const visits = new Map();
    for (const [number, person] of this.people[policy]) visits.set(number, [{ step: -1, place: person.begins_in }]);
    this.steps.forEach((step, index) => {
      const move = step.number && step.moves[policy];
      if (!move) return;
      const been = visits.get(step.number);
      if (been.at(-1).place !== move.place) been.push({ step: index, place: move.place });
    });
    return visits;
  }

  /** The last step that has happened at a second; -1 if none has. */
  stepAt(second) {
    let last = -1;
    while (last + 1 < this.steps.length && this.steps[last + 1].at <= second) last += 1;
    return last;
  }

  /** Where a person is after a step, and since which. */
  visit(policy, number, step) {
    return this.visits[policy].get(number).findLast((each) => each.step <= step);
  }

  /** The people in each place after a step, in the order in which they came there. */
  placed(policy, step) {
    const found = new Map();
    for (const number of this.numbers) {
      const { place, step: since } = this.visit(policy, number, step);
      if (!found.has(place)) found.set(place, []);
      found.get(place).push({ number, since });
    }
    for (const each of found.values()) each.sort((one, other) => one.since - other.since || one.number - other.number);
    return found;
  }

  // The most people who are ever in each place at once, under any policy.
  #mostAtOnce() {
    const most = new Map();
    for (let policy = 0; policy < this.nights.length; policy += 1) {
      for (let step = -1; step < this.steps.length; step += 1) {
        for (const [place, here] of this.placed(policy, step)) {
          most.set(place, Math.max(most.get(place) ?? 0, here.length));
        }
      }
    }
    return most;
  }

  /** Whether anybody is ever in a place, or stays there all night. */
  isUsed(place) {
    return this.most.has(place) || this.nights.some((night) => night.still[place]);
  }

  /** How many people are in the jail, flagged, taken tonight and lost tonight after a step. */
  counts(policy, step) {
    const counts = { inJail: 0, flagged: 0, taken: 0, lost: 0 };
    const add = (place, many) => {
      if (!OUTSIDE.includes(place) && !ENDS.includes(place)) counts.inJail += many;
      if (FLAGGED.includes(place)) counts.flagged += many;
      if (place === "taken") counts.taken += many;
      if (LOST.includes(place)) counts.lost += many;
    };
    for (const [place, many] of Object.entries(this.nights[policy].still)) add(place, many);
    for (const number of this.numbers) add(this.visit(policy, number, step).place, 1);
    return counts;
  }

  /** The people lost under a policy up to a step, in order, with the step at which they were. */
  lost(policy, step) {
    return this.numbers
      .map((number) => ({ number, ...this.visit(policy, number, step) }))
      .filter((each) => LOST.includes(each.place))
      .sort((one, other) => one.step - other.step);
  }

  /** Seconds since midnight that the clock on the wall shows. */
  wallAt(second) {
    const since = this.nights[0].wall.findLast((each) => each.at <= second);
    return (since.shows + second - since.at) % DAY;
  }

  clockAt(second) {
    const minutes = Math.floor(this.wallAt(second) / 60);
    return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  }

  dayAt(second) {
    return this.nights[0].days[this.wallAt(second) < NIGHT_BEGINS ? 1 : 0];
  }

  /** The seconds at which a full hour of the wall begins. */
  hours() {
    const begins = [];
    for (let second = 0; second <= this.seconds; second += HOUR / 2) {
      if (this.wallAt(second) % HOUR === 0) begins.push(second);
    }
    return begins;
  }

  /** A person as a sentence that begins calls them. */
  called(number) {
    if (!number) return "Officers";
    return `Person ${number} (${this.people[0].get(number).charge})`;
  }

  /** What happens at a step, in words: once if it is the same under all policies. */
  told(step) {
    const { clock, number, moves } = this.steps[step];
    const words = moves.map((move) => (move ? move.words : "nothing"));
    const same = words.every((each) => each === words[0]);
    if (same) return `${clock} ${this.called(number)}: ${words[0]}`;
    const each = this.nights.map((night, policy) => `${begun(night.called)}: ${words[policy]}`);
    return `${clock} ${this.called(number)}. ${each.join(". ")}.`;
  }
}
