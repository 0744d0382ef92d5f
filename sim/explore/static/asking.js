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
  let response;
  try {
    response = await fetch(`${place}?${given}`, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw new Superseded();
    throw new Gone("The server of this page has ended. Start lostleads explore again; this address keeps all that you moved.");
  }
  if (response.status === 409) throw new Superseded();
  const told = await response.json();
  if (!response.ok) throw new Refused(told);
  return told;
}
