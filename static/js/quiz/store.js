// Answers that the server has not acknowledged yet: in IndexedDB, where that is refused in localStorage, else only in
// this page's memory. One entry a place of a paper: {id, attempt, position, fields, ref, seq, owner, url}.

const NAME = "quiz-outbox";
const ENTRIES = "answers";
// Some browsers neither open nor refuse a database that is damaged.
const PATIENCE_MS = 3000;
const memory = new Map();

function open() {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE_MS, new Error("no answer"));
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ENTRIES, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Runs work(entries) in one transaction; done only when the disk has it.
function transact(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(ENTRIES, mode, { durability: "strict" });
    const request = work(transaction.objectStore(ENTRIES));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function inDatabase(database) {
  return {
    all: () => transact(database, "readonly", (entries) => entries.getAll()),
    put: (entry) => transact(database, "readwrite", (entries) => entries.put(entry)),
    // Only if it is still the same answer: a newer one must stay.
    remove: ({ id, ref }) =>
      transact(database, "readwrite", (entries) => {
        const found = entries.get(id);
        found.onsuccess = () => { if (found.result && found.result.ref === ref) entries.delete(id); };
      }),
  };
}

function readLocal() {
  return JSON.parse(localStorage.getItem(NAME)) || {};
}

function writeLocal(entries) {
  if (Object.keys(entries).length) localStorage.setItem(NAME, JSON.stringify(entries));
  else localStorage.removeItem(NAME);
}

const inLocalStorage = {
  all: async () => Object.values(readLocal()),
  put: async (entry) => writeLocal({ ...readLocal(), [entry.id]: entry }),
  remove: async ({ id, ref }) => {
    const { [id]: found, ...others } = readLocal();
    if (found && found.ref === ref) writeLocal(others);
  },
};

async function choose() {
  try {
    const database = inDatabase(await open());
    await database.all();
    // What an earlier page of a browser in a worse mood has left.
    for (const entry of await inLocalStorage.all().catch(() => [])) {
      await database.put(entry);
      await inLocalStorage.remove(entry);
    }
    return database;
  } catch {
    return inLocalStorage;
  }
}

const place = choose();

// Keep an answer; true: it survives the page.
export async function put(entry) {
  memory.delete(entry.id);
  try {
    await (await place).put(entry);
    return true;
  } catch {
    memory.set(entry.id, entry);
    return false;
  }
}

// Every answer kept, oldest first.
export async function all() {
  const stored = await place.then((one) => one.all()).catch(() => []);
  const kept = new Map([...stored.map((entry) => [entry.id, entry]), ...memory]);
  return [...kept.values()].sort((a, b) => a.seq - b.seq);
}

export async function remove(entry) {
  if (memory.get(entry.id)?.ref === entry.ref) memory.delete(entry.id);
  await place.then((one) => one.remove(entry)).catch(() => {});
}

// Forget all answers of an attempt that is handed in: a shared computer keeps nothing.
export async function forget(attempt) {
  for (const entry of await all()) if (entry.attempt === attempt) await remove(entry);
}
