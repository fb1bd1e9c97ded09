// Where nobody is signed in, no extract stays on the device. Entries that wait are encrypted, and stay until their officer has sent them.

const asked = indexedDB.open("ifar-field");
asked.onupgradeneeded = () => asked.transaction.abort(); /* there is none: nothing is made here */
asked.onerror = (event) => event.preventDefault();
asked.onsuccess = () => {
  const store = asked.result.transaction("entries", "readwrite").objectStore("entries");
  store.getAll().onsuccess = (event) => {
    for (const one of event.target.result) if (one.state === "extract") store.delete(one.id);
  };
};
