//! The browser's handle of a file: chosen by a person, looked at, read, and written as a whole.
//!
//! File System Access is in Chromium and Edge only, and web-sys keeps it back as unstable: so our own few bindings.
//!
//! A writing goes to a file beside the file (`map.json.crswap`), which takes its place when the writing is closed: no
//! reader of ours ever sees half of it, and a browser that ends in the middle leaves the file as it was.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, File};

use crate::browser::files;
use crate::domain::link::{Permission, Stamp, Trouble};

/// How many bytes are handed over at once.
const CHUNK: usize = 1 << 20;

#[wasm_bindgen]
extern "C" {
    /// A file that a person chose; it outlasts the page in the browser's database.
    #[wasm_bindgen(js_name = FileSystemFileHandle)]
    #[derive(Clone, Debug)]
    pub type FileHandle;

    #[wasm_bindgen(method, getter)]
    fn kind(this: &FileHandle) -> String;

    /// The file's name, without its folders.
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &FileHandle) -> String;

    #[wasm_bindgen(method, catch, js_name = getFile)]
    async fn get_file(this: &FileHandle) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = createWritable)]
    async fn create_writable(this: &FileHandle) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = queryPermission)]
    async fn query_permission(this: &FileHandle, what: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = requestPermission)]
    async fn request_permission(this: &FileHandle, what: &JsValue) -> Result<JsValue, JsValue>;

    type Writable;

    #[wasm_bindgen(method, catch)]
    async fn write(this: &Writable, bytes: &Uint8Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn close(this: &Writable) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn abort(this: &Writable) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = showOpenFilePicker)]
    async fn show_open_file_picker(options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = showSaveFilePicker)]
    async fn show_save_file_picker(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Why no file was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// The person chose none.
    Cancelled,
    /// What was dropped isn't one file.
    NotAFile,
    /// The browser, or who manages it, doesn't let the page ask.
    Refused,
}

/// Whether the browser has files that a page can keep in touch with.
pub fn is_supported() -> bool {
    let window = js_sys::global();
    Reflect::has(&window, &"showOpenFilePicker".into()).unwrap_or(false)
}

impl FileHandle {
    /// Lets the person choose a file that is there. Call it while a click is handled.
    pub async fn choose() -> Result<Self, NoFile> {
        let chosen = show_open_file_picker(&json_only(None)).await;
        let chosen = Array::from(&chosen.map_err(not_chosen)?);
        Self::of(&chosen.get(0)).ok_or(NoFile::NotAFile)
    }

    /// Lets the person say where a new file is to be; a file that they agree to replace is emptied. Call it while a
    /// click is handled.
    pub async fn create(suggested_name: &str) -> Result<Self, NoFile> {
        let created = show_save_file_picker(&json_only(Some(suggested_name))).await;
        Self::of(&created.map_err(not_chosen)?).ok_or(NoFile::NotAFile)
    }

    /// The one file that a person dropped. Call it while the drop is handled.
    pub fn dropped(event: &JsValue) -> impl Future<Output = Result<Self, NoFile>> + 'static {
        let handle = dropped(event);
        async move {
            let handle = JsFuture::from(handle.ok_or(NoFile::NotAFile)?).await;
            Self::of(&handle.map_err(not_chosen)?).ok_or(NoFile::NotAFile)
        }
    }

    /// A handle that came from a picker or from the browser's database.
    pub fn of(value: &JsValue) -> Option<Self> {
        let handle: &Self = value.is_object().then(|| value.unchecked_ref())?;
        (handle.kind() == "file").then(|| handle.clone())
    }

    /// What the browser permits, without asking the person.
    pub async fn permission(&self) -> Permission {
        permission(self.query_permission(&read_write()).await)
    }

    /// Lets the browser ask the person. Call it while a click is handled.
    pub async fn ask_permission(&self) -> Permission {
        permission(self.request_permission(&read_write()).await)
    }

    /// The file's stamp, and the file as it is now, to be read.
    pub async fn look(&self) -> Result<(Stamp, File), Trouble> {
        let file: File = self.get_file().await.map_err(trouble)?.unchecked_into();
        let stamp = Stamp {
            modified: file.last_modified() as i64,
            size: file.size() as u64,
        };
        Ok((stamp, file))
    }

    /// Reads a file of at most so many bytes that was just looked at.
    pub async fn read(&self, stamp: Stamp, file: File, max_bytes: u64) -> Result<Vec<u8>, Trouble> {
        match files::read(file, max_bytes).await {
            Ok(bytes) => Ok(bytes),
            Err(files::ReadError::TooLarge { .. }) => Err(Trouble::TooLarge),
            // The browser reads only what it looked at. If that is still there, somebody else holds it.
            Err(files::ReadError::Failed) => match self.look().await? {
                (now, _) if now == stamp => Err(Trouble::Locked),
                _ => Err(Trouble::Changing),
            },
        }
    }

    /// Puts a text in place of what the file holds, if its stamp is still this one; with `None`, if it isn't there or is
    /// empty. Says whether it did.
    pub async fn replace(&self, text: &str, since: Option<Stamp>) -> Result<bool, Trouble> {
        // Asked first as well: to begin a writing makes a file that isn't there.
        if !self.is_still(since).await? {
            return Ok(false);
        }
        let writable: Writable = self
            .create_writable()
            .await
            .map_err(trouble)?
            .unchecked_into();
        let written = self.write_all(&writable, text, since).await;
        match written {
            Ok(true) => writable.close().await.map(|_| true).map_err(trouble),
            _ => {
                // What was written so far goes; where even that fails it stays beside the file.
                let _ = writable.abort().await;
                written
            }
        }
    }

    async fn write_all(
        &self,
        writable: &Writable,
        text: &str,
        since: Option<Stamp>,
    ) -> Result<bool, Trouble> {
        for bytes in text.as_bytes().chunks(CHUNK) {
            writable
                .write(&Uint8Array::from(bytes))
                .await
                .map_err(trouble)?;
        }
        self.is_still(since).await
    }

    async fn is_still(&self, since: Option<Stamp>) -> Result<bool, Trouble> {
        match (self.look().await, since) {
            (Ok((now, _)), Some(since)) => Ok(now == since),
            (Ok((now, _)), None) => Ok(now.size == 0),
            (Err(Trouble::Away), None) => Ok(true),
            (Err(trouble), _) => Err(trouble),
        }
    }
}

fn dropped(event: &JsValue) -> Option<Promise> {
    let get = |from: &JsValue, name: &str| Reflect::get(from, &name.into()).ok();
    let items = get(&get(event, "dataTransfer")?, "items")?;
    let item = Array::from(&items).iter().next()?;
    let handle: Function = get(&item, "getAsFileSystemHandle")?.dyn_into().ok()?;
    handle.call0(&item).ok()?.dyn_into().ok()
}

/// The options of a picker of JSON files.
fn json_only(suggested_name: Option<&str>) -> JsValue {
    let accept = object(&[("application/json", Array::of1(&".json".into()).into())]);
    let types = Array::of1(&object(&[("accept", accept)]));
    let mut options = vec![("id", "driver-atlas".into()), ("types", types.into())];
    options.extend(suggested_name.map(|name| ("suggestedName", name.into())));
    object(&options)
}

fn read_write() -> JsValue {
    object(&[("mode", "readwrite".into())])
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A plain object takes every member.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn permission(answer: Result<JsValue, JsValue>) -> Permission {
    match answer.ok().and_then(|answer| answer.as_string()).as_deref() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        // Without a click the browser doesn't even ask.
        _ => Permission::Ask,
    }
}

fn name_of(thrown: &JsValue) -> String {
    let error = thrown.dyn_ref::<DomException>();
    error.map(DomException::name).unwrap_or_default()
}

fn not_chosen(thrown: JsValue) -> NoFile {
    match name_of(&thrown).as_str() {
        "AbortError" => NoFile::Cancelled,
        _ => NoFile::Refused,
    }
}

fn trouble(thrown: JsValue) -> Trouble {
    match name_of(&thrown).as_str() {
        "NotFoundError" | "TypeMismatchError" => Trouble::Away,
        "NotAllowedError" | "SecurityError" => Trouble::NotPermitted,
        "NoModificationAllowedError" | "InvalidStateError" => Trouble::Locked,
        "QuotaExceededError" => Trouble::NoRoom,
        _ => Trouble::Failed,
    }
}
