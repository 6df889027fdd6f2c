//! `localStorage` through gloo-storage, which throws where storage is blocked: so asked first, and never behind its back.

use std::collections::BTreeSet;

use gloo_storage::errors::StorageError;
use gloo_storage::{LocalStorage, Storage};
use serde::Serialize;
use wasm_bindgen::JsCast;
use web_sys::DomException;

/// Why a text wasn't kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Blocked,
    Full,
    Failed { name: String },
}

/// `localStorage`, known to be there.
#[derive(Clone, Copy)]
pub(super) struct WebStorage(());

impl WebStorage {
    /// `None` where the browser doesn't let this page keep anything.
    pub fn open() -> Option<Self> {
        let storage = web_sys::window()?.local_storage().ok()??;
        // Some policies hand out a storage that throws as soon as it is used.
        storage.length().ok()?;
        Some(Self(()))
    }

    pub fn text(self, key: &str) -> Option<String> {
        LocalStorage::raw().get_item(key).ok()?
    }

    /// All keys that begin like this, in order.
    pub fn keys(self, prefix: &str) -> BTreeSet<String> {
        let storage = LocalStorage::raw();
        (0..LocalStorage::length())
            .filter_map(|index| storage.key(index).ok()?)
            .filter(|key| key.starts_with(prefix))
            .collect()
    }

    /// Keeps a value as JSON.
    pub fn put(self, key: &str, value: impl Serialize) -> Result<(), Fault> {
        LocalStorage::set(key, value).map_err(Fault::from)
    }

    /// Keeps a text as it is.
    pub fn put_text(self, key: &str, text: &str) -> Result<(), Fault> {
        let put = LocalStorage::raw().set_item(key, text);
        put.map_err(|thrown| match thrown.dyn_into::<DomException>() {
            Ok(error) => Fault::named(error.name()),
            Err(thrown) => Fault::named(format!("{thrown:?}")),
        })
    }

    pub fn delete(self, key: &str) {
        LocalStorage::delete(key);
    }
}

impl Fault {
    fn named(name: String) -> Self {
        match name.as_str() {
            "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED" => Self::Full,
            "SecurityError" => Self::Blocked,
            _ => Self::Failed { name },
        }
    }
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::JsError(error) => Self::named(error.name),
            StorageError::SerdeError(error) => Self::named(error.to_string()),
            StorageError::KeyNotFound(key) => Self::named(key),
        }
    }
}
