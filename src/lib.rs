//! Driver Atlas: a register of policy drivers in one HTML file.
//!
//! A **driver** is a policy document that shapes what an NHS organisation does. This app keeps a register of them in
//! the browser, without a server or a network, and brings together what people change on separate copies.
//!
//! # One idea
//!
//! An entry, a driver or the register's own title and saved views, is a set of **edits**, each saying what one person changed at one
//! moment. Merging two copies is the union of their edits. What is shown, conflicts, history, undo, the trash and "what
//! would this import change" all follow from the set; none has a mechanism of its own.
//!
//! So data go around one loop. The store gives entries; [`domain::law`] says what stands of each; screens show that. A
//! person's action becomes a step of an entry ([`domain::entry::Delta`]), which the store unites with what it holds and
//! gives back. A file is entries too: an import is such steps, chosen from a plan ([`domain::merge`]).
//!
//! # Rooms
//!
//! ```text
//! ui ──► browser, exchange, search ──► domain ──► inverted
//! ```
//!
//! - [`domain`]: what drivers are and what the law says of their edits. `edit`, `entry` and `digest` are the data, `law`
//!   evaluates them, `driver` and `register` are what comes out. `field`, `value` and `date` know what each field holds;
//!   `draft` turns what was typed into an edit or a list of problems; `duplicates` finds what may be one document, `join`
//!   shows it as one; `removal` takes values out of every copy; `bulk` changes many drivers at once; `saved_view` knows the
//!   views of the list that people named; `difference` compares texts; `changes` tells what changed since, `glance` what is
//!   new to a reader; `merge`, `undo` and `review` are as they say. `outline` is what a list shows of an entry, kept beside
//!   it, `map` what small maps cost least as, and `sorting` does what would else be compiled again for each type. `link` decides when a linked
//!   file is read and written, and why nothing is lost by it.
//! - [`exchange`]: one module a file format, and the sample register. `docs/file-format.md` describes `json`. `page` is
//!   the finished page as a text, `publication` what a published copy has inside it, and `report` a digest of changes.
//!   `reference` is a driver as reference managers see it, `ris`, `bibtex` and `csl_json` are their formats, `references`
//!   tells these apart, and `citation` cites.
//!   `blocks` is Markdown as a model: the page, a `briefing` in all of its forms (`docx` among them) and the feed of `atom`
//!   are drawn from it. `calendar` has the reviews, and `json_lines` the drivers for databases (`docs/json-lines.md`).
//!   `csv` and `xlsx` write the columns of `columns` and read a `table`, which a mapping of its columns makes drivers of:
//!   `docs/tables.md`. `encoding`, `xml` and `zip` are what formats are made of.
//!   `map_page` reads pages of the blog that the register was before.
//! - [`search`]: what a list shows. `query` is what a person looks for, as text and as a value; `view` adds filters, order
//!   and layout, and is what stands in the address; `index` answers it: found, ranked, counted, sorted, and what may have
//!   been meant. `scan` says by reading a driver what the index has to find. `passage` shows why a driver was found.
//! - [`inverted`]: a crate of its own in `src/inverted`, which goes through every letter of a register: how texts are
//!   folded, the words of all drivers, and where each stands. It is compiled for speed, all else to be small.
//! - `browser`: the edge, compiled for wasm32 only: the store, preferences, files, linked files, other tabs, the clock,
//!   and what happens after a panic.
//! - `ui`: the screens in Leptos, wasm32 only, one file a screen. `ui::state` has the signals, all owned by the root;
//!   `ui::action` has everything that a person can do, as values that go through one `dispatch`; `ui::text` has every
//!   sentence.
//! - [`names`]: the accessible names that tests and screen readers rely on: a contract. [`route`]: what an address shows.
//!
//! Beside them stand `public/` (the page, and a script that speaks to people when the app can't), `style/`, `tests/`,
//! and `xtask/`, which makes one file of it all.
//!
//! # What never happens
//!
//! - Nothing in `domain`, `exchange`, `search`, `names` or `route` reaches the browser, a clock or randomness, nor a
//!   network. `exchange` and `search` don't know each other.
//! - An edit never changes, and no edit is ever dropped. Its id is the digest of its content.
//! - A value that was removed for good is in no copy that knows of the removal, whatever file still brings it.
//! - Time never orders edits that know each other, and the order in which edits come never matters.
//! - Nothing of the reader goes into an edit made from a file: the same file is the same edits everywhere.
//! - A member of a file that nobody here knows isn't thrown away.
//! - No stored entry is written over: a write adds to it, in the transaction that read it. One that can't be read, or
//!   that a later version wrote, is left as it is.
//! - A published copy stores nothing but what its reader saw of it, until the reader keeps an own copy.
//! - "Saved" isn't shown before the store has confirmed.
//! - No linked file is written over that can't be read in whole. An edit in one counts as held only once a later look has
//!   found it there.
//! - No edit is made of a register of which no more than the list was read.
//! - No stored or imported text ends the app, and none reaches `innerHTML` or `DOMParser`.
//! - The page asks nothing of a network, and runs no script but its own.
//! - After a panic nothing more is written.
//! - The index never finds another driver than reading all of them would, and no key waits for it to be complete.
//! - No state lives in a screen that outlasts it, and no effect copies one signal into another.
//!
//! # Where to start reading
//!
//! [`domain::edit`], then the rules at the head of [`domain::law`], then `tests/law.rs`, which shows them at work. For
//! the screens: `ui::action`, then the screen in question. To build, test and contribute: `CONTRIBUTING.md`.

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod domain;
pub mod exchange;
pub mod names;
pub mod route;
pub mod search;
#[cfg(target_arch = "wasm32")]
pub mod ui;
