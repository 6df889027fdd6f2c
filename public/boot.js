// Starts the app, and speaks to people when the app itself can't: before WebAssembly runs, and after it stops.
// Old-style script on purpose: Internet Explorer mode has to be able to read it.
(function () {
  'use strict';

  // Every sentence that a person may read here.
  var TEXT = {
    damaged: 'The file is damaged or cut off.',
    loading: 'Loading Driver Atlas…',
    itDepartment: 'For your IT department: ',
    details: 'Details for the people who look after Driver Atlas',
    reload: 'Reload',
    download: 'Download what is stored',
    downloading: 'Reading what is stored…',
    downloaded: 'Downloaded. Look in your downloads folder for ',
    downloadFailed: 'What is stored could not be read. Close other Driver Atlas tabs and try again. The reason given was: ',
    fileName: 'driver-atlas-stored-',
    explorerMode: {
      heading: 'Driver Atlas cannot open in Internet Explorer mode',
      lines: ['Open this file in Microsoft Edge without Internet Explorer mode, in Google Chrome or in Firefox.'],
      itDepartment: 'please take this page out of the Internet Explorer mode site list; it needs Edge or Chrome 103, Firefox 113, or later.'
    },
    oldBrowser: {
      heading: 'This browser is too old for Driver Atlas',
      lines: ['Open this file in an up-to-date Microsoft Edge, Google Chrome or Firefox.'],
      itDepartment: 'the page needs WebAssembly and DecompressionStream("deflate-raw"): Edge or Chrome 103, Firefox 113, or later.'
    },
    noWebAssembly: {
      heading: 'WebAssembly is turned off',
      lines: [
        'WebAssembly is a part of the browser that Driver Atlas needs to open. Your organisation may have turned it off.',
        'Try another browser: Microsoft Edge, Google Chrome or Firefox.'
      ],
      itDepartment: 'please allow WebAssembly for this page: in Edge look at the policies EnhanceSecurityMode and DefaultJavaScriptJitSetting, in Firefox at the preference javascript.options.wasm.'
    },
    didNotStart: {
      heading: 'Sorry, Driver Atlas did not start',
      lines: [
        'This copy of the file may be incomplete. Reload the page. If that does not help, get a new copy of the file.',
        'What is stored in this browser has not been changed.'
      ]
    },
    stopped: {
      heading: 'Sorry, Driver Atlas has stopped',
      lines: [
        'Something went wrong inside Driver Atlas. Nothing more will be saved from this tab.',
        'What was saved before is still in this browser. Reload the page to go on. To be safe, first download what is stored.'
      ]
    }
  };

  // Databases and preferences of the app, by the names that the store gives them.
  var DATABASE_PREFIX = 'driver-atlas:';
  var PREFERENCE_PREFIX = 'driver-atlas';

  var stopped = false;

  // The page's parts as they stand in the file, kept before anything changes the page: the app makes published copies
  // of them. A published copy also has its register here, unpacked, for the app to take.
  var page = window.driverAtlasPage = {};

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) { made.className = className; }
    if (text) { made.appendChild(document.createTextNode(text)); }
    return made;
  }

  // Replaces whatever the page shows by a message in plain words, and returns its main part.
  function show(message) {
    var container = element('div', 'nhsuk-width-container boot');
    var main = element('main', 'nhsuk-main-wrapper');
    var heading = element('h1', 'nhsuk-heading-l', message.heading);
    heading.tabIndex = -1;
    main.appendChild(heading);
    for (var i = 0; i < message.lines.length; i += 1) {
      main.appendChild(element('p', '', message.lines[i]));
    }
    if (message.itDepartment) {
      main.appendChild(element('p', '', TEXT.itDepartment + message.itDepartment));
    }
    container.appendChild(main);
    while (document.body.firstChild) { document.body.removeChild(document.body.firstChild); }
    document.body.appendChild(container);
    document.title = message.heading + ' – Driver Atlas';
    heading.focus();
    return main;
  }

  // What this browser lacks, or undefined.
  function missing() {
    if (document.documentMode) { return TEXT.explorerMode; }
    // A browser without DecompressionStream is old; one with it that lacks WebAssembly had it turned off.
    try {
      new DecompressionStream('deflate-raw');
    } catch (_) {
      return TEXT.oldBrowser;
    }
    if (typeof WebAssembly !== 'object') { return TEXT.noWebAssembly; }
    return undefined;
  }

  function start() {
    var lacking = missing();
    if (lacking) {
      show(lacking);
      return;
    }
    document.getElementById('boot-status').appendChild(document.createTextNode(TEXT.loading));
    // A turn of the event loop, so that the line above is painted before the work begins.
    setTimeout(function () {
      Promise.resolve()
        .then(unpackParts)
        .then(function (unpacked) {
          page.register = unpacked[1];
          return run(unpacked[0]);
        })
        .then(function () {
          var boot = document.getElementById('boot');
          if (boot) { boot.parentNode.removeChild(boot); }
        })
        .then(undefined, function (reason) { stop(TEXT.didNotStart, reason); });
    }, 0);
  }

  // Runs the app: its style, its glue and the lengths of its streams, with a byte of 1 between them, up to the zero byte
  // with which WebAssembly begins, and then its WebAssembly.
  function run(bytes) {
    var end = bytes.indexOf(0);
    var texts = new TextDecoder().decode(bytes.subarray(0, end)).split('\u0001');
    add('style', texts[0]);
    document.head.removeChild(add('script', texts[1]));
    return fromStreams(bytes.subarray(end), texts[2].split(' ').map(Number))
      .then(WebAssembly.compile)
      .then(function (module) {
        // At once, so that nothing can stop the page between this and the app's first screen.
        if (!stopped) { wasm_bindgen.initSync({ module: module }); }
      });
  }

  // Adds an element of which the policy knows the text.
  function add(name, text) {
    var added = document.createElement(name);
    added.textContent = text;
    document.head.appendChild(added);
    return added;
  }

  // Keeps the page's parts; gives the bytes of the app, and of the register in a published copy.
  function unpackParts() {
    var policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
    page.policy = policy ? policy.content : '';
    page.style = part('style').textContent;
    page.boot = part('boot').textContent;
    page.app = take('app');
    var register = take('register');
    return Promise.all([
      fromText(page.app).then(fromLzma),
      register ? fromText(register).then(unpack) : undefined
    ]);
  }

  function part(name) {
    return document.getElementById('driver-atlas-' + name);
  }

  // The text of a part that need not stay in the page.
  function take(name) {
    var element = part(name);
    element.parentNode.removeChild(element);
    return element.textContent;
  }

  // The bytes of a published register. Rejects where they are damaged or cut off: gzip has a checksum.
  function unpack(packed) {
    var SLICE = 1 << 17;
    var gzip = new DecompressionStream('gzip');
    var writer = gzip.writable.getWriter();
    var unpacked = new Response(gzip.readable).arrayBuffer();
    var at = 0;
    function ignore() {} // What is wrong shows when it is read.
    inSlices(function () {
      writer.write(packed.subarray(at, at + SLICE)).then(undefined, ignore);
      at += SLICE;
      return at < packed.length ? undefined : writer.close().then(undefined, ignore);
    });
    return unpacked.then(function (buffer) { return new Uint8Array(buffer); });
  }

  // Bytes from the text that `src/exchange/page.rs` makes of them, in slices, so that the page goes on answering.
  function fromText(text) {
    var SLICE = 1 << 16;
    var ALPHABET = '!"#$%\'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~';
    var values = new Uint8Array(128);
    var bytes = new Uint8Array(Math.floor(text.length * 13 / 16));
    var length = 0;
    var bits = 0;
    var count = 0;
    var at = 0;
    for (var i = 0; i < ALPHABET.length; i += 1) { values[ALPHABET.charCodeAt(i)] = i; }
    function read(end) {
      for (; at < end; at += 2) {
        // A last character alone has six bits.
        var isPair = at + 1 < text.length;
        bits |= (values[text.charCodeAt(at)] + (isPair ? 91 * values[text.charCodeAt(at + 1)] : 0)) << count;
        count += isPair ? 13 : 6;
        for (; count >= 8; count -= 8) {
          bytes[length] = bits;
          length += 1;
          bits >>>= 8;
        }
      }
    }
    return inSlices(function () {
      read(Math.min(at + SLICE, text.length));
      return at < text.length ? undefined : bytes.subarray(0, length);
    });
  }

  // Bytes from a file of the format .lzma that has the parameters of `xtask/src/bundle.rs`: lc = 2, lp = 0, pb = 0.
  // After the LZMA specification by Igor Pavlov, in the public domain. Rejects damaged bytes.
  function fromLzma(packed) {
    var HEADER = 13;
    var SLICE = 1 << 15;
    // Where the chances of each kind of bit begin.
    var IS_MATCH = 0;
    var IS_REPEAT = 12;
    var IS_OTHER = 24;
    var IS_THIRD = 36;
    var IS_FOURTH = 48;
    var IS_LONG = 60;
    var SLOT = 72;
    var NEAR = SLOT + 4 * 64;
    var ALIGNED = NEAR + 128;
    var LENGTH = ALIGNED + 16;
    var REPEAT_LENGTH = LENGTH + 288;
    var LITERAL = REPEAT_LENGTH + 288;

    var bytes = new Uint8Array(new DataView(packed.buffer, packed.byteOffset).getUint32(5, true));
    var chances = new Uint16Array(LITERAL + 4 * 768).fill(1024);
    var done = 0;
    var state = 0;
    // How far back the last four matches were, less one.
    var back = [0, 0, 0, 0];
    // The range and the code. In an array, since engines keep a variable this large as an object, made anew at each change.
    var coder = new Uint32Array([0xffffffff, new DataView(packed.buffer, packed.byteOffset).getUint32(HEADER + 1, false)]);
    var at = HEADER + 5;

    function bit(place) {
      var chance = chances[place];
      var range = coder[0];
      var code = coder[1];
      var bound = Math.imul(range >>> 11, chance) >>> 0;
      var read = code < bound ? 0 : 1;
      if (read) {
        range -= bound;
        code -= bound;
        chances[place] = chance - (chance >>> 5);
      } else {
        range = bound;
        chances[place] = chance + (2048 - chance >>> 5);
      }
      if (range < 0x1000000) {
        range <<= 8;
        code = code << 8 | packed[at];
        at += 1;
      }
      coder[0] = range;
      coder[1] = code;
      return read;
    }

    function number(place, bits) {
      var node = 1;
      for (var i = 0; i < bits; i += 1) { node = node << 1 | bit(place + node); }
      return node - (1 << bits);
    }

    function lowestFirst(place, bits) {
      var node = 1;
      var read = 0;
      for (var i = 0; i < bits; i += 1) {
        var one = bit(place + node);
        node = node << 1 | one;
        read |= one << i;
      }
      return read;
    }

    // Bits that are as likely 0 as 1.
    function even(bits) {
      var read = 0;
      for (var i = 0; i < bits; i += 1) {
        coder[0] >>>= 1;
        var one = coder[1] < coder[0] ? 0 : 1;
        if (one) { coder[1] -= coder[0]; }
        read = read << 1 | one;
        if (coder[0] < 0x1000000) {
          coder[0] <<= 8;
          coder[1] = coder[1] << 8 | packed[at];
          at += 1;
        }
      }
      return read;
    }

    function length(place) {
      if (!bit(place)) { return 2 + number(place + 2, 3); }
      if (!bit(place + 1)) { return 10 + number(place + 16, 3); }
      return 18 + number(place + 32, 8);
    }

    function distance(count) {
      var slot = number(SLOT + 64 * Math.min(count - 2, 3), 6);
      if (slot < 4) { return slot; }
      var bits = (slot >>> 1) - 1;
      var first = (2 | slot & 1) << bits;
      if (slot < 14) { return first + lowestFirst(NEAR + first - slot, bits); }
      return first + (even(bits - 4) << 4) + lowestFirst(ALIGNED, 4);
    }

    // Literals up to the next match, or to this place. Most bits are read here, in variables of its own and without calls.
    function literals(end) {
      var range = coder[0];
      var code = coder[1];
      var from = at;
      var to = done;
      var now = state;
      var before = to ? bytes[to - 1] : 0;
      var isMatch = 0;
      while (to < end) {
        var place = IS_MATCH + now;
        var node = 0;
        var base = LITERAL + 768 * (before >>> 6);
        // As long as it is like the byte at the last distance, that byte is a hint.
        var hint = now >= 7 ? bytes[to - back[0] - 1] : 0;
        var half = now >= 7 ? 256 : 0;
        // The first bit says whether a match comes, the next eight are those of the literal.
        for (;;) {
          var chance = chances[place];
          var bound = Math.imul(range >>> 11, chance) >>> 0;
          var read = 0;
          if (code < bound) {
            range = bound;
            chances[place] = chance + (2048 - chance >>> 5);
          } else {
            read = 1;
            range = range - bound >>> 0;
            code = code - bound >>> 0;
            chances[place] = chance - (chance >>> 5);
          }
          if (range < 0x1000000) {
            range = range << 8 >>> 0;
            code = (code << 8 | packed[from]) >>> 0;
            from += 1;
          }
          if (node === 0) {
            isMatch = read;
            if (read) { break; }
            node = 1;
          } else {
            node = node << 1 | read;
            half &= read ? expected : ~expected;
            if (node > 255) { break; }
          }
          hint <<= 1;
          var expected = hint & half;
          place = base + half + expected + node;
        }
        if (isMatch) { break; }
        before = node & 255;
        bytes[to] = before;
        to += 1;
        now = now < 4 ? 0 : now < 10 ? now - 3 : now - 6;
      }
      coder[0] = range;
      coder[1] = code;
      at = from;
      done = to;
      state = now;
      return isMatch;
    }

    function match() {
      var count;
      if (!bit(IS_REPEAT + state)) {
        count = length(LENGTH);
        back.pop();
        back.unshift(distance(count));
        state = state < 7 ? 7 : 10;
      } else {
        var which = !bit(IS_OTHER + state) ? 0 : !bit(IS_THIRD + state) ? 1 : 2 + bit(IS_FOURTH + state);
        if (which === 0 && !bit(IS_LONG + state)) {
          count = 1;
          state = state < 7 ? 9 : 11;
        } else {
          back.unshift(back.splice(which, 1)[0]);
          count = length(REPEAT_LENGTH);
          state = state < 7 ? 8 : 11;
        }
      }
      var behind = back[0] + 1;
      if (behind > done) { throw new Error(TEXT.damaged); }
      for (; count > 0; count -= 1) {
        bytes[done] = bytes[done - behind];
        done += 1;
      }
    }

    return inSlices(function () {
      var end = Math.min(done + SLICE, bytes.length);
      while (done < end) {
        if (literals(end)) { match(); }
      }
      if (done < bytes.length) { return undefined; }
      if (coder[1] !== 0) { throw new Error(TEXT.damaged); }
      return bytes;
    });
  }

  // WebAssembly from the streams that `xtask/src/streams.rs` parts it into.
  function fromStreams(bytes, lengths) {
    var BEFORE = 0;
    var OTHERS = 1;
    var LABELS = 2;
    var OPERATIONS = 3;
    var LOCALS = 4;
    var FUNCTIONS = 5;
    var OFFSETS = 6;
    var CONSTANTS = 7;
    var ADDRESSES = 8;
    var LONGS = 9;
    var AFTER = 10;
    var CONSTANT = 0x41;
    var ADDRESS = 0xff;
    var CODE = 10;
    var SLICE = 1 << 16;
    var SIZE = 5; // The most bytes that a size may have; all may have so many.

    // Where to read next in each stream.
    var at = new Uint32Array(AFTER + 1);
    for (var i = 0; i < AFTER; i += 1) { at[i + 1] = at[i] + lengths[i]; }
    var left = peek();
    var app = new Uint8Array(bytes.length + 1 + SIZE + SIZE * left);
    app.set(bytes.subarray(0, lengths[BEFORE]));
    var done = lengths[BEFORE];
    app[done] = CODE;
    done += 1 + SIZE;
    var codeBegins = done;
    number(OTHERS);

    // The stream of the one number that follows on an operation.
    var streams = new Uint8Array(256);
    function follows(first, last, stream) { streams.fill(stream, first, last + 1); }
    follows(0x02, 0x04, LABELS);
    follows(0x0c, 0x0d, LABELS);
    follows(0x10, 0x10, FUNCTIONS);
    follows(0x20, 0x22, LOCALS);
    follows(0x23, 0x26, OTHERS);
    follows(0x28, 0x3e, OFFSETS);
    follows(0x3f, 0x40, OTHERS);
    follows(CONSTANT, CONSTANT, CONSTANTS);
    follows(ADDRESS, ADDRESS, ADDRESSES);
    follows(0x42, 0x42, LONGS);
    follows(0xd0, 0xd0, OTHERS);
    follows(0xd2, 0xd2, OTHERS);

    function byte(stream) {
      var read = bytes[at[stream]];
      at[stream] += 1;
      app[done] = read;
      done += 1;
      return read;
    }

    function number(stream) {
      var read;
      var whole = 0;
      var shift = 0;
      do {
        read = byte(stream);
        whole |= (read & 127) << shift;
        shift += 7;
      } while (read > 127);
      return whole;
    }

    // The number that comes next of the others.
    function peek() {
      var whole = 0;
      var shift = 0;
      var from = at[OTHERS];
      do {
        whole |= (bytes[from] & 127) << shift;
        shift += 7;
        from += 1;
      } while (bytes[from - 1] > 127);
      return whole;
    }

    function writeSize(begin) {
      var size = done - begin;
      for (var i = 0; i < SIZE; i += 1) {
        app[begin - SIZE + i] = size >>> 7 * i & 127 | (i < SIZE - 1 ? 128 : 0);
      }
    }

    // What follows on an operation that isn't one number, or not only one.
    function others(operation) {
      var count = 0;
      if (operation === 0x0e) {
        count = number(OTHERS) + 1;
      } else if (operation === 0x1c) {
        count = number(OTHERS);
      } else if (operation === 0x11) {
        count = 2;
      } else if (operation === 0xfc) {
        operation = byte(OPERATIONS) - 8;
        count = operation < 0 ? 0 : operation < 7 && operation % 2 === 0 ? 2 : 1;
      } else if (operation === 0x43 || operation === 0x44) {
        for (var left = operation === 0x43 ? 4 : 8; left > 0; left -= 1) { byte(OTHERS); }
      }
      for (; count > 0; count -= 1) { number(OTHERS); }
    }

    function readFunction() {
      done += SIZE;
      var begin = done;
      for (var locals = 2 * number(OTHERS); locals > 0; locals -= 1) { number(OTHERS); }
      // In variables of its own, as there are a million operations.
      var to = done;
      var depth = 1;
      while (depth > 0 && to < app.length) {
        var operation = bytes[at[OPERATIONS]];
        at[OPERATIONS] += 1;
        app[to] = operation === ADDRESS ? CONSTANT : operation;
        to += 1;
        var stream = streams[operation];
        if (stream) {
          if (stream === OFFSETS) {
            app[to] = bytes[at[OTHERS]];
            at[OTHERS] += 1;
            to += 1;
          }
          var from = at[stream];
          do {
            var read = bytes[from];
            app[to] = read;
            from += 1;
            to += 1;
          } while (read > 127);
          at[stream] = from;
          if (operation <= 0x04) { depth += 1; }
        } else if (operation === 0x0b) {
          depth -= 1;
        } else {
          done = to;
          others(operation);
          to = done;
        }
      }
      done = to;
      writeSize(begin);
    }

    return inSlices(function () {
      for (var until = done + SLICE; left > 0 && done < until; left -= 1) { readFunction(); }
      if (left > 0) { return undefined; }
      writeSize(codeBegins);
      app.set(bytes.subarray(at[AFTER]), done);
      return app.subarray(0, done + lengths[AFTER]);
    });
  }

  // A promise of what a function returns once it returns something. Between its calls the page goes on answering.
  function inSlices(step) {
    var MILLISECONDS = 16;
    return new Promise(function (resolve, reject) {
      // Messages, since browsers hold timers that follow one another back by 4 ms each.
      var channel = new MessageChannel();
      channel.port1.onmessage = next;
      function next() {
        var until = Date.now() + MILLISECONDS;
        var result;
        try {
          do { result = step(); } while (!result && Date.now() < until);
        } catch (reason) {
          reject(reason);
          return;
        }
        if (!result) {
          channel.port2.postMessage(null);
          return;
        }
        channel.port1.close();
        resolve(result);
      }
      next();
    });
  }

  // Takes the page over for good: says what happened, and lets nothing be written any more.
  function stop(message, reason) {
    if (stopped) { return; }
    stopped = true;
    forbidWriting();
    console.error(reason);
    var main = show(message);

    var buttons = element('div', 'nhsuk-button-group');
    var reload = element('button', 'nhsuk-button', TEXT.reload);
    reload.addEventListener('click', function () { location.reload(); });
    var download = element('button', 'nhsuk-button nhsuk-button--secondary', TEXT.download);
    var status = element('p');
    status.setAttribute('role', 'status');
    download.addEventListener('click', function () { downloadStored(status); });
    buttons.appendChild(reload);
    buttons.appendChild(download);

    var details = element('details', 'nhsuk-details');
    var summary = element('summary', 'nhsuk-details__summary');
    summary.appendChild(element('span', 'nhsuk-details__summary-text', TEXT.details));
    var text = element('div', 'nhsuk-details__text');
    text.appendChild(element('pre', 'boot-details', String(reason && reason.stack || reason)));
    details.appendChild(summary);
    details.appendChild(text);

    main.appendChild(buttons);
    main.appendChild(status);
    main.appendChild(details);
  }

  // Timers and listeners of the stopped app may still run; the browser now refuses what they would write.
  function forbidWriting() {
    function refuse() { throw new Error('Driver Atlas has stopped: nothing more is saved from this tab.'); }
    var writers = [
      [window.IDBObjectStore, ['add', 'put', 'delete', 'clear']],
      [window.IDBCursor, ['update', 'delete']],
      [window.Storage, ['setItem', 'removeItem', 'clear']]
    ];
    writers.forEach(function (writer) {
      writer[1].forEach(function (method) {
        if (writer[0]) { writer[0].prototype[method] = refuse; }
      });
    });
  }

  // Downloads everything that the app has stored, as it stands, without help from the app.
  function downloadStored(status) {
    status.textContent = TEXT.downloading;
    Promise.all([readDatabases(), readPreferences()]).then(function (stored) {
      var taken = new Date().toISOString();
      var name = TEXT.fileName + taken.slice(0, 19).replace(/:/g, '-') + '.json';
      var content = JSON.stringify({ format: 'driver-atlas-stored', taken: taken, databases: stored[0], preferences: stored[1] });
      var link = element('a');
      link.href = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
      link.download = name;
      document.body.appendChild(link);
      link.click();
      document.body.removeChild(link);
      status.textContent = TEXT.downloaded + name;
    }).then(undefined, function (reason) {
      status.textContent = TEXT.downloadFailed + reason;
    });
  }

  function readDatabases() {
    return Promise.resolve(window.indexedDB ? indexedDB.databases() : []).then(function (databases) {
      return Promise.all(databases.filter(function (database) {
        return database.name.indexOf(DATABASE_PREFIX) === 0;
      }).map(function (database) {
        return settled(indexedDB.open(database.name)).then(readDatabase);
      }));
    });
  }

  function readDatabase(database) {
    var stores = {};
    var names = Array.prototype.slice.call(database.objectStoreNames);
    var transaction = names.length ? database.transaction(names, 'readonly') : undefined;
    return Promise.all(names.map(function (name) {
      var store = transaction.objectStore(name);
      return Promise.all([settled(store.getAllKeys()), settled(store.getAll())]).then(function (found) {
        stores[name] = found[0].map(function (key, i) { return { key: key, value: found[1][i] }; });
      });
    })).then(function () {
      var read = { name: database.name, version: database.version, stores: stores };
      database.close();
      return read;
    });
  }

  function readPreferences() {
    var preferences = {};
    try {
      for (var i = 0; i < localStorage.length; i += 1) {
        var key = localStorage.key(i);
        if (key.indexOf(PREFERENCE_PREFIX) === 0) { preferences[key] = localStorage.getItem(key); }
      }
    } catch (reason) {
      // Blocked storage holds nothing of ours; the file says so in its place.
      return String(reason);
    }
    return preferences;
  }

  // A promise of an IndexedDB request's result.
  function settled(request) {
    return new Promise(function (resolve, reject) {
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
      request.onblocked = function () { reject(new Error('another tab is using the store')); };
    });
  }

  function isTrap(reason) {
    return Boolean(reason) && reason.name === 'RuntimeError';
  }

  // The app's panic hook calls this.
  window.driverAtlasFatal = function (message) { stop(TEXT.stopped, message); };

  // The app calls this where the register of a published copy can't be read.
  window.driverAtlasDamaged = function () { stop(TEXT.didNotStart, new Error(TEXT.damaged)); };

  if (window.addEventListener) {
    // A trap that no panic announced, such as a full stack.
    window.addEventListener('error', function (event) {
      if (isTrap(event.error)) { stop(TEXT.stopped, event.error); }
    });
    window.addEventListener('unhandledrejection', function (event) {
      if (isTrap(event.reason)) { stop(TEXT.stopped, event.reason); }
    });
    // Registered before the app's own, so that a stopped app doesn't ask whether to leave.
    window.addEventListener('beforeunload', function (event) {
      if (stopped) { event.stopImmediatePropagation(); }
    });
    document.addEventListener('DOMContentLoaded', start);
  } else {
    window.onload = start;
  }
}());
