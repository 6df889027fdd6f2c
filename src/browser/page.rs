//! The page itself: its parts as `public/boot.js` keeps them, and the register that a published copy has inside.

use js_sys::{Array, JsString, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, Response, WritableStream, WritableStreamDefaultWriter};

use super::clock::Slices;
use crate::exchange::page::{Part, Piece, TEMPLATE, ToText, pieces};

#[wasm_bindgen]
extern "C" {
    /// In `public/boot.js`.
    #[wasm_bindgen(js_name = driverAtlasDamaged)]
    fn damaged();

    /// A class that web-sys keeps back, as it counts it as unstable.
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &CompressionStream) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &CompressionStream) -> WritableStream;
}

/// The page can't be made: the browser refused, or there is no page around the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMade;

impl From<JsValue> for NotMade {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// The register inside a published copy. `None` in any other page, and once it was taken.
pub fn take_register() -> Option<Vec<u8>> {
    let (page, name) = (page()?, "register".into());
    let register: Uint8Array = Reflect::get(&page, &name).ok()?.dyn_into().ok()?;
    // It may be large, and isn't needed twice.
    let _ = Reflect::set(&page, &name, &JsValue::UNDEFINED);
    Some(register.to_vec())
}

/// Takes the page over for good, and says that the file is damaged.
pub fn is_damaged() {
    damaged();
}

/// How many characters the page has without a register.
pub fn length() -> usize {
    let Ok(texts) = texts(&Array::new()) else {
        return 0;
    };
    let lengths = texts
        .iter()
        .filter_map(|text| Some(text.dyn_ref::<JsString>()?.length() as usize));
    lengths.sum()
}

/// The texts of a page with a register inside, or with none, to be put one after the other.
pub fn texts(register: &Array) -> Result<Array, NotMade> {
    let page = page().ok_or(NotMade)?;
    let part = |name: &str| -> Result<JsValue, NotMade> {
        let text = Reflect::get(&page, &name.into())?;
        text.is_string().then_some(text).ok_or(NotMade)
    };
    let texts = Array::new();
    for piece in pieces(TEMPLATE).ok_or(NotMade)? {
        let text = match piece {
            Piece::Text(text) => text.into(),
            Piece::Part(Part::Policy) => part("policy")?,
            Piece::Part(Part::Style) => part("style")?,
            Piece::Part(Part::Boot) => part("boot")?,
            Piece::Part(Part::App) => part("app")?,
            Piece::Part(Part::Register) => {
                register.for_each(&mut |text, _, _| _ = texts.push(&text));
                continue;
            }
        };
        texts.push(&text);
    }
    Ok(texts)
}

/// A register being packed for the page: gzip, as texts that no parser reads otherwise. `public/boot.js` unpacks it.
pub struct Packing {
    writer: WritableStreamDefaultWriter,
    packed: JsFuture,
}

impl Packing {
    pub fn new() -> Result<Self, NotMade> {
        let gzip = CompressionStream::new("gzip")?;
        let packed = Response::new_with_opt_readable_stream(Some(&gzip.readable()))?;
        Ok(Self {
            writer: gzip.writable().get_writer()?,
            packed: JsFuture::from(packed.array_buffer()?),
        })
    }

    /// Packs the next text, which had better be short: a browser does it at a stretch.
    pub async fn push(&self, text: &str) -> Result<(), NotMade> {
        let bytes = Uint8Array::from(text.as_bytes());
        JsFuture::from(self.writer.write_with_chunk(&bytes)).await?;
        Ok(())
    }

    /// The texts to put into the page.
    pub async fn end(self) -> Result<Array, NotMade> {
        /// How many bytes become one text.
        const AT_ONCE: usize = 1 << 16;

        JsFuture::from(self.writer.close()).await?;
        let packed = Uint8Array::new(&self.packed.await?).to_vec();
        let texts = Array::new();
        let mut to_text = ToText::default();
        let mut slices = Slices::new();
        for bytes in packed.chunks(AT_ONCE) {
            let mut text = String::new();
            to_text.push(bytes, &mut text);
            texts.push(&text.into());
            slices.pause().await;
        }
        let mut last = String::new();
        to_text.end(&mut last);
        texts.push(&last.into());
        Ok(texts)
    }
}

fn page() -> Option<JsValue> {
    let page = Reflect::get(&js_sys::global(), &"driverAtlasPage".into()).ok()?;
    page.is_object().then_some(page)
}
