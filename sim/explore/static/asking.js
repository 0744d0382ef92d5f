// Questions to the server on this machine. What is asked later supersedes what was asked before by the same page.

const asker = crypto.randomUUID();

export class Refused extends Error {
  constructor(told) {
    super(told.message);
    this.problems = told.problems || [];
  }
}

export class Superseded extends Error {}

export class Gone extends Error {}

export async function ask(place, query, more = {}, signal = undefined) {
  const given = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) given.set(name, value);
  if (place === "view") given.set("asker", asker);
  let response, told;
  try {
    response = await fetch(`${place}?${given}`, { signal });
    told = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw new Superseded();
    if (error.name === "SyntaxError") throw new Refused({ message: "The server could not read what was asked; go back by Undo." });
    throw new Gone("The server of this page has ended. Start lostleads explore again; this address keeps all that you moved.");
  }
  if (response.status === 409) throw new Superseded();
  if (!response.ok) throw new Refused(told);
  return told;
}
