// What is moved: which file each policy begins from, and settings on top, as the address and --set have them.

export class Moved {
  constructor(query) {
    const given = new URLSearchParams(query);
    this.policies = given.getAll("policy");
    this.settings = new Map();
    for (const text of given.getAll("set")) {
      const [key, ...value] = text.split("=");
      this.settings.set(key, value.join("="));
    }
  }

  get query() {
    const query = new URLSearchParams();
    for (const file of this.policies) query.append("policy", file);
    for (const [key, value] of this.settings) query.append("set", `${key}=${value}`);
    return query.toString();
  }

  // The policy that is moved: the last.
  get yours() { return this.policies.length; }

  get isPinned() { return this.policies.length > 2; }

  own(path) { return this.settings.get(`${this.yours}:${path}`); }

  setOwn(path, value) {
    if (value === null) this.settings.delete(`${this.yours}:${path}`);
    else this.settings.set(`${this.yours}:${path}`, value);
  }

  // Sets a value of all policies that have one at the path; of all alike where all have.
  setAll(path, value, has) {
    for (const key of [...this.settings.keys()]) if (key === path || key.endsWith(`:${path}`)) this.settings.delete(key);
    if (value === null) return;
    if (has.every(Boolean)) this.settings.set(path, value);
    else has.forEach((there, place) => { if (there) this.settings.set(`${place + 1}:${path}`, value); });
  }

  isMoved(path) {
    return [...this.settings.keys()].some(key => key === path || key.endsWith(`:${path}`));
  }

  // What was set of a part for your policy is forgotten: the part is switched off, or is as its file has it.
  forgetBelow(path) {
    const begin = `${this.yours}:${path}.`;
    for (const key of [...this.settings.keys()]) if (key.startsWith(begin)) this.settings.delete(key);
  }

  valueOf(path) {
    for (const [key, value] of this.settings) if (key === path || key.endsWith(`:${path}`)) return value;
    return null;
  }

  pin(name) {
    const from = this.yours, to = from + 1;
    this.policies.push(this.policies[from - 1]);
    for (const [key, value] of [...this.settings]) if (key.startsWith(`${from}:`)) this.settings.set(`${to}${key.slice(key.indexOf(":"))}`, value);
    this.settings.set(`${from}:name`, JSON.stringify(name));
  }

  unpin() {
    const pinned = this.yours - 1;
    this.policies.splice(pinned - 1, 1);
    const kept = [...this.settings].filter(([key]) => !key.startsWith(`${pinned}:`));
    this.settings = new Map(kept.map(([key, value]) => [key.startsWith(`${pinned + 1}:`) ? `${pinned}${key.slice(key.indexOf(":"))}` : key, value]));
  }
}
