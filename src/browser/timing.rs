//! What takes how long, told to the browser: its own tools show it, and the bench reads it there.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// The first rows of the list are in the page.
pub const LIST: &str = "atlas:list";
/// All of the register is read, and can be searched in full.
pub const READY: &str = "atlas:ready";
/// The time that went into making the index, whatever came between.
pub const INDEX: &str = "atlas:index";
/// One answer of the list: query, ranking, total and all counts.
pub const SEARCH: &str = "atlas:search";
/// From a wish to change something to the store's word that it is safe.
pub const SAVE: &str = "atlas:save";
/// From a file to what it would change.
pub const READ: &str = "atlas:read";
/// From the wish to import to the store's word that it is safe.
pub const IMPORT: &str = "atlas:import";

fn performance() -> Option<Performance> {
    web_sys::window()?.performance()
}

/// Milliseconds since the page was opened, as exact as the browser tells.
pub fn now() -> f64 {
    performance().map_or(0.0, |performance| performance.now())
}

/// Notes that something has come about.
pub fn mark(name: &str) {
    if let Some(performance) = performance() {
        // Where it is refused, nothing depends on it.
        let _ = performance.mark(name);
    }
}

/// Something that takes time; [`Self::end`] notes how long it took.
pub struct Span {
    name: &'static str,
    begun: Option<f64>,
}

impl Span {
    pub fn begin(name: &'static str) -> Self {
        let begun = performance().map(|performance| performance.now());
        Self { name, begun }
    }

    /// What took so many milliseconds up to now.
    pub fn of(name: &'static str, milliseconds: f64) -> Self {
        let begun = performance().map(|performance| performance.now() - milliseconds);
        Self { name, begun }
    }

    pub fn end(self) {
        let Some((performance, begun)) = performance().zip(self.begun) else {
            return;
        };
        let options = js_sys::Object::new();
        let is_set = js_sys::Reflect::set(&options, &"start".into(), &JsValue::from_f64(begun));
        if is_set.is_ok() {
            let performance: &Measuring = performance.unchecked_ref();
            let _ = performance.measure(self.name, &options);
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// The call with options that web-sys doesn't have.
    #[wasm_bindgen(extends = Performance)]
    type Measuring;

    #[wasm_bindgen(method, catch)]
    fn measure(this: &Measuring, name: &str, options: &JsValue) -> Result<JsValue, JsValue>;
}
