// Starts the app, and speaks to people when the app itself can't: before WebAssembly runs, and after it stops.
// Old-style script on purpose: Internet Explorer mode has to be able to read it.
(function () {
  'use strict';

  // Every sentence that a person may read here.
  var TEXT = {
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
      unpack()
        .then(function (app) {
          // Once the page has said that it stopped, nothing may mount beneath.
          return stopped ? undefined : wasm_bindgen({ module_or_path: app });
        })
        .then(function () {
          var boot = document.getElementById('boot');
          if (boot) { boot.parentNode.removeChild(boot); }
        }, function (reason) { stop(TEXT.didNotStart, reason); });
    }, 0);
  }

  // The app's bytes, from the base64 of their raw deflate in the page. Rejects rather than throws.
  function unpack() {
    return Promise.resolve().then(function () {
      var block = document.getElementById('driver-atlas-wasm');
      var packed = atob(block.textContent);
      block.parentNode.removeChild(block);
      var bytes = new Uint8Array(packed.length);
      for (var i = 0; i < packed.length; i += 1) { bytes[i] = packed.charCodeAt(i); }
      var inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
      return new Response(inflated).arrayBuffer();
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
