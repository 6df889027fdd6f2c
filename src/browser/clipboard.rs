//! The clipboard: texts are put on it, and nothing is ever read from it.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

/// The browser didn't take the text: over plain http, or where a policy forbids it. The person can still copy it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCopied;

/// Puts a text on the clipboard. Call it at once when a person asks: browsers allow it only then.
pub async fn copy(text: &str) -> Result<(), NotCopied> {
    let written = write(text).ok_or(NotCopied)?;
    JsFuture::from(written).await.map_err(|_| NotCopied)?;
    Ok(())
}

/// Puts a text on the clipboard as HTML and as it is; programs take what they can. Call it at once when a person asks.
pub async fn copy_formatted(html: &str, text: &str) -> Result<(), NotCopied> {
    let written = write_formatted(html, text).map_err(|_| NotCopied)?;
    JsFuture::from(written).await.map_err(|_| NotCopied)?;
    Ok(())
}

fn write_formatted(html: &str, text: &str) -> Result<Promise, JsValue> {
    let parts = Object::new();
    for (mime, part) in [("text/html", html), ("text/plain", text)] {
        let kind = BlobPropertyBag::new();
        kind.set_type(mime);
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&part.into()), &kind)?;
        Reflect::set(&parts, &mime.into(), &blob)?;
    }
    // Not there in every browser.
    let item: Function = Reflect::get(&js_sys::global(), &"ClipboardItem".into())?.dyn_into()?;
    let item = Reflect::construct(&item, &Array::of1(&parts))?;
    let navigator = web_sys::window().ok_or(JsValue::UNDEFINED)?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"write".into())?.dyn_into()?;
    write.call1(&clipboard, &Array::of1(&item))?.dyn_into()
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
