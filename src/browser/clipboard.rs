//! The clipboard: texts are put on it, and nothing is ever read from it.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// The browser didn't take the text: over plain http, or where a policy forbids it. The person can still copy it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCopied;

/// Puts a text on the clipboard. Call it at once when a person asks: browsers allow it only then.
pub async fn copy(text: &str) -> Result<(), NotCopied> {
    let written = write(text).ok_or(NotCopied)?;
    JsFuture::from(written).await.map_err(|_| NotCopied)?;
    Ok(())
}

fn write(text: &str) -> Option<Promise> {
    // web-sys takes it for granted, but the clipboard isn't there over plain http.
    let navigator = web_sys::window()?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    let write = Reflect::get(&clipboard, &"writeText".into()).ok()?;
    let write: Function = write.dyn_into().ok()?;
    let written = write.call1(&clipboard, &text.into()).ok()?;
    written.dyn_into().ok()
}
