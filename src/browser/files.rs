//! Files: giving one out and reading one in. What is in them is the business of `exchange`.

use jiff::Timestamp;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use super::clock::{self, Slices};

/// How many bytes are copied at once.
const PIECE: usize = 1 << 22;

/// The browser didn't take the file to be downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotDownloaded;

/// Why a file wasn't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The file has more bytes than asked for; none of them was read.
    TooLarge { size: u64 },
    /// The browser couldn't read it: it was moved, removed, or its drive is gone.
    Failed,
}

/// Gives out a text as a file, as a plain download.
pub fn download(file_name: &str, mime: &str, text: &str) -> Result<(), NotDownloaded> {
    download_parts(file_name, mime, &Array::of1(&text.into()))
}

/// Gives out bytes as a file.
pub fn download_bytes(file_name: &str, mime: &str, bytes: &[u8]) -> Result<(), NotDownloaded> {
    download_parts(file_name, mime, &Array::of1(&Uint8Array::from(bytes)))
}

/// Gives out texts, or bytes, one after the other, as one file.
pub fn download_parts(file_name: &str, mime: &str, texts: &Array) -> Result<(), NotDownloaded> {
    offer(file_name, mime, texts).map_err(|_| NotDownloaded)
}

fn offer(file_name: &str, mime: &str, texts: &Array) -> Result<(), JsValue> {
    /// The browser reads the blob after the click, and says nothing when it is done.
    const READ_BY_THEN: i32 = 60_000;

    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::UNDEFINED)?;
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(texts, &kind)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    let url = Url::create_object_url_with_blob(&blob)?;
    link.set_href(&url);
    link.set_download(file_name);
    // Outside the document, so that nothing there takes the click for a person's.
    link.click();
    clock::later(READ_BY_THEN, move || drop(Url::revoke_object_url(&url)));
    Ok(())
}

/// When a file was last changed, to the millisecond, as its system says.
pub fn changed(file: &File) -> Timestamp {
    Timestamp::from_millisecond(file.last_modified() as i64).unwrap_or_default()
}

/// Reads a file of at most so many bytes, in slices.
///
/// # Errors
/// A larger file is refused before anything of it is read.
pub async fn read(file: File, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    // Whole numbers up to 2^53, as the File API has them.
    let size = file.size() as u64;
    if size > max_bytes {
        return Err(ReadError::TooLarge { size });
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let from = Uint8Array::new(&buffer.map_err(|_| ReadError::Failed)?);
    let mut bytes = vec![0; from.length() as usize];
    let mut slices = Slices::new();
    let mut at = 0;
    for piece in bytes.chunks_mut(PIECE) {
        let end = at + piece.len() as u32;
        from.subarray(at, end).copy_to(piece);
        at = end;
        slices.pause().await;
    }
    Ok(bytes)
}
