//! Where the time goes, as User Timing entries: what the benchmark reads, and a browser's own tools show.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds since the page was opened, as exact as the browser tells.
pub fn now() -> f64 {
    performance().map_or(0.0, |performance| performance.now())
}

/// Notes a moment, such as `atlas:list`.
pub fn mark(name: &str) {
    if let Some(performance) = performance() {
        // A note that isn't kept is missed by nobody.
        let _ = performance.mark(name);
    }
}

/// Notes what took so many milliseconds up to now, such as `atlas:search`.
pub fn measure(name: &str, milliseconds: f64) {
    let Some(performance) = performance() else {
        return;
    };
    let end = performance.now();
    let options = Object::new();
    let set = |key: &str, value: f64| Reflect::set(&options, &key.into(), &value.into());
    if set("start", (end - milliseconds).max(0.0)).is_ok() && set("end", end).is_ok() {
        let performance: &Measuring = performance.unchecked_ref();
        let _ = performance.measure(name, &options);
    }
}

fn performance() -> Option<web_sys::Performance> {
    web_sys::window()?.performance()
}

#[wasm_bindgen]
extern "C" {
    /// The call that web-sys has only by the names of marks.
    #[wasm_bindgen(extends = web_sys::Performance)]
    type Measuring;

    #[wasm_bindgen(method, catch)]
    fn measure(this: &Measuring, name: &str, options: &Object) -> Result<JsValue, JsValue>;
}
