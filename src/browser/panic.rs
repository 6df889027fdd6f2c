//! What happens at a panic: the page's own script takes over, since the app can't go on.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// In `public/boot.js`.
    #[wasm_bindgen(js_name = driverAtlasFatal)]
    fn fatal(message: &str);
}

/// From now on a panic stops all saving and tells the person what to do.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|panic| fatal(&panic.to_string())));
}
