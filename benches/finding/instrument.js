// Watches a page from before its own scripts on: when it can be used, what each key and click takes, and how long it is
// busy at a stretch. `USABLE`, a selector, stands before this script: what there is once the page can be used.

(() => {
  if (window !== window.top || window.bench) return;
  const bench = { usable: null, longTasks: [], memories: [], answers: [], took: null };
  window.bench = bench;

  new PerformanceObserver((list) => {
    bench.longTasks.push(...list.getEntries().map((task) => task.duration));
  }).observe({ type: 'longtask', buffered: true });

  // The memory of WebAssembly has no other way to be seen from outside.
  const keep = (instance) => {
    for (const part of Object.values(instance.exports)) {
      if (part instanceof WebAssembly.Memory) bench.memories.push(part);
    }
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await original.apply(WebAssembly, given);
      keep(made.instance ?? made);
      return made;
    };
  }
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(original, given) {
      const instance = new original(...given);
      keep(instance);
      return instance;
    },
  });
  bench.wasmBytes = () => bench.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

  // When the next frame begins, and when it has been painted.
  bench.frame = () => new Promise((done) => {
    requestAnimationFrame(() => {
      const begun = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done({ begun, painted: performance.now() });
      port2.postMessage(null);
    });
  });

  // Calls `look` now and after each change of the page, until it says true.
  const ALL = { subtree: true, childList: true, characterData: true, attributes: true };
  const whenever = (look) => {
    if (look()) return;
    const observer = new MutationObserver(() => {
      if (look()) observer.disconnect();
    });
    observer.observe(document, ALL);
  };

  whenever(() => {
    if (!document.querySelector(USABLE)) return false;
    bench.frame().then(({ painted }) => {
      bench.usable = painted;
    });
    return true;
  });

  // Takes the entries of this name out of the page's timings.
  bench.take = (name) => {
    const times = performance.getEntriesByName(name, 'measure').map((entry) => entry.duration);
    performance.clearMeasures(name);
    return times;
  };
  // When all was read and indexed: marked as such, or else the end of indexing.
  bench.ready = () => {
    const [mark] = performance.getEntriesByName('atlas:ready', 'mark');
    const index = performance.getEntriesByName('atlas:index', 'measure').at(-1);
    return mark?.startTime ?? (index ? index.startTime + index.duration : null);
  };

  // Each key typed into the search: from the key to the frame that shows its answer.
  const SEARCH = '[role=searchbox], input[type=search]';
  const status = () => document.querySelector('[role=status][data-query]');
  let pressed = null;
  addEventListener('keydown', (event) => {
    pressed = event.timeStamp;
  }, true);
  addEventListener('input', (event) => {
    const at = pressed;
    pressed = null;
    if (at === null || !event.target.matches(SEARCH)) return;
    const query = event.target.value;
    whenever(() => {
      if (status()?.dataset.query !== query) return false;
      const answered = performance.now();
      bench.frame().then(({ begun, painted }) => {
        const rows = document.querySelectorAll('[aria-label=Drivers] li');
        bench.answers.push({
          query,
          status: status().textContent,
          titles: Array.from(rows, (row) => row.querySelector('a')?.textContent.trim()).filter(Boolean),
          painted: painted - at,
          busy: answered - at + painted - begun,
          early: bench.ready() === null,
          searching: bench.take('atlas:search'),
        });
      });
      return true;
    });
  }, true);

  // Times from the next event of this kind until what was asked has been so, one after the other.
  bench.time = (kind, ...asked) => {
    bench.took = null;
    addEventListener(kind, (event) => {
      const left = [...asked];
      whenever(() => {
        while (left.length > 0 && left[0]()) left.shift();
        if (left.length > 0) return false;
        bench.took = performance.now() - event.timeStamp;
        return true;
      });
    }, { capture: true, once: true });
  };
  bench.says = (beginning) => Array.from(document.querySelectorAll('[role=status], output'))
    .some((element) => element.textContent.trim().startsWith(beginning));

  // Waits until `read` gives something other than null.
  bench.until = async (read) => {
    for (;;) {
      const value = read();
      if (value !== null && value !== undefined) return value;
      await new Promise((next) => setTimeout(next, 20));
    }
  };
})();
