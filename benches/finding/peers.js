// The peers, in a page of their own: other libraries for the same work, and the plain scan that says what is right.
// It has MiniSearch and FlexSearch, and an input for the file.

// The same fields for all, as the app has them.
const text = (value) => {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(text).join(' ');
  if (typeof value === 'object') return text(value.text ?? value.edtf ?? Object.values(value));
  return String(value);
};
const comment = ({ by, text }) => `${by} ${text}`;
const FIELDS = {
  title: (driver) => driver.title,
  alternative_titles: (driver) => text(driver.alternative_titles),
  topics: (driver) => text(driver.topics),
  sources: (driver) => text(driver.sources),
  impact: (driver) => text(driver.impact),
  summary: (driver) => text(driver.summary),
  key_features: (driver) => text(driver.key_features),
  case_studies: (driver) => text(driver.case_studies),
  rest: (driver) => [
    driver.level, driver.nations, driver.settings, driver.link, (driver.further_links ?? []).map(Object.values),
    driver.publication_format, driver.published, driver.audiences, driver.status, driver.last_updated,
    driver.review_due, driver.responsible, (driver.comments ?? []).map(comment),
  ].map(text).join(' '),
};
// As the app ranks: title, then topics and source, then impact, then the rest.
const BOOST = { title: 8, alternative_titles: 6, topics: 4, sources: 4, impact: 2 };

// What case, accents and punctuation don't matter to, written anew, so that the app is held to another's reading.
const fold = (given) => given
  .normalize('NFKD')
  .replace(/\p{M}/gu, '')
  .toLowerCase()
  .replace(/&/g, ' and ')
  .replace(/['\u2019\u00ad]/g, '')
  .replace(/[^\p{Alphabetic}\p{N}]+/gu, ' ')
  .trim();

// What a plural and its singular may have in common: rather too much than too little.
const stems = (word) => [word, word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y')];

const peers = { drivers: [], entries: [], folded: [] };
window.peers = peers;

peers.load = async () => {
  const json = await document.querySelector('input[type=file]').files[0].text();
  peers.drivers = JSON.parse(json).drivers;
  peers.entries = peers.drivers.map((driver) => {
    const fields = Object.entries(FIELDS).map(([name, read]) => [name, read(driver)]);
    return { id: driver.id, ...Object.fromEntries(fields) };
  });
  peers.whole = peers.entries.map(({ id, ...fields }) => Object.values(fields).join('\n'));
  const start = performance.now();
  peers.folded = peers.whole.map((whole) => ` ${fold(whole)}`);
  const folding = performance.now() - start;
  peers.places = new Map(peers.entries.map(({ title }, place) => [title, place]));
  peers.alike = new Map();
  for (const word of new Set(peers.folded.flatMap((folded) => folded.slice(1).split(' ')))) {
    for (const stem of stems(word)) peers.alike.set(stem, [...(peers.alike.get(stem) ?? []), word]);
  }
  return folding;
};

// Building.

const BUILD = {
  mini() {
    const index = new MiniSearch({ fields: Object.keys(FIELDS), storeFields: [] });
    index.addAll(peers.entries);
    return index;
  },
  // One text for all fields: several would each need all words of a query to themselves.
  flex() {
    const index = new FlexSearch.Index({ tokenize: 'forward' });
    peers.whole.forEach((whole, place) => index.add(place, whole));
    return index;
  },
};
peers.build = (name) => {
  peers[name] = null;
  const start = performance.now();
  peers[name] = BUILD[name]();
  return performance.now() - start;
};

// Searching.

const SEARCH = {
  mini: (query) => peers.mini.search(query, { prefix: true, combineWith: 'AND', boost: BOOST }),
  // No limit, since the count has to be exact.
  flex: (query) => peers.flex.search(query, { limit: peers.entries.length }),
  scan(query) {
    const words = fold(query).split(' ').map((word) => ` ${word}`);
    const found = [];
    peers.folded.forEach((folded, place) => {
      if (words.every((word) => folded.includes(word))) found.push(place);
    });
    return found;
  },
};

// Whether a word may meet others than those that begin with it.
const meetsPlurals = (word) => stems(word)
  .flatMap((stem) => peers.alike.get(stem) ?? [])
  .some((other) => !other.startsWith(word));

// What a search finds, and how long it takes. Once, as a person asks once, and as the app's is read.
const timed = (search) => {
  const start = performance.now();
  const found = search();
  return { found, taken: performance.now() - start };
};

// Asks all for each query, and holds the app's answers, of query, status and titles, to the scan's.
peers.answer = (answers) => answers.map(({ query, status, titles }) => {
  const taken = {};
  const found = {};
  for (const [name, search] of Object.entries(SEARCH)) {
    const once = timed(() => search(query));
    [found[name], taken[name]] = [once.found, once.taken];
  }
  const right = new Set(found.scan);
  const places = titles.map((title) => peers.places.get(title));
  const total = Number(/^[\d,]*/.exec(status)[0].replace(/,/g, ''));
  return {
    query,
    status,
    taken,
    total: right.size,
    plural: fold(query).split(' ').some(meetsPlurals),
    app: total === right.size && places.every((place) => right.has(place)) && places.length === Math.min(25, right.size),
    mini: found.mini.length === right.size,
    flex: found.flex.length === right.size && found.flex.every((place) => right.has(place)),
  };
});

peers.best = (query) => SEARCH.mini(query).slice(0, 10).map(({ id }) => id);

// Storing: `JSON.parse`, and as many bare puts as there are drivers, in one transaction.

const after = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

peers.store = async () => {
  const file = document.querySelector('input[type=file]').files[0];
  const start = performance.now();
  const json = await file.text();
  const read = performance.now();
  const { drivers } = JSON.parse(json);
  const parsed = performance.now();
  const texts = drivers.map((driver) => JSON.stringify(driver));
  const opening = indexedDB.open('bench');
  opening.onupgradeneeded = () => opening.result.createObjectStore('drivers');
  const database = await after(opening);
  const ready = performance.now();
  await new Promise((done, fail) => {
    const writing = database.transaction('drivers', 'readwrite', { durability: 'strict' });
    const store = writing.objectStore('drivers');
    texts.forEach((driver, place) => store.put(driver, drivers[place].id));
    writing.oncomplete = done;
    writing.onabort = () => fail(writing.error);
  });
  const stored = performance.now();
  database.close();
  await after(indexedDB.deleteDatabase('bench'));
  return { reading: read - start, parsing: parsed - read, putting: stored - ready };
};

// The least that a page can do with a key.
addEventListener('DOMContentLoaded', () => {
  const status = document.querySelector('[role=status]');
  document.querySelector('input[type=search]').addEventListener('input', (event) => {
    status.textContent = `${event.target.value.length} of ${peers.drivers.length}`;
    status.dataset.query = event.target.value;
  });
});
