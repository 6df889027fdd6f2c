//! What was seen of published copies: one text a register and selection, in a database of its own.
//!
//! Losing one costs a reader the marks of what has changed, so nothing here fails: it is as if never looked.

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, IdbDatabase, IdbFactory};

use super::idb::{Fault, Request, Transaction};
use crate::browser::web_storage::WebStorage;

/// Not [`crate::browser::PREFIX`]: what has that is a register.
const PREFIX: &str = "driver-atlas-looked:";

const STORE: &str = "looked";

/// The text last kept of a register and a selection.
pub async fn read(register_id: &str, selection: &str) -> Option<String> {
    let stored = async {
        let database = Database::open(register_id).await?;
        let transaction = Transaction::read(&database.0, &[STORE])?;
        let found = Request::new(transaction.store(STORE)?.get(&selection.into())?).await?;
        Ok::<_, Fault>(found.as_string())
    };
    match stored.await {
        Ok(text) => text,
        Err(_) => WebStorage::open()?.text(&key(register_id, selection)),
    }
}

/// Keeps a text in place of the one before.
pub async fn keep(register_id: &str, selection: &str, text: &str) {
    let stored = async {
        let database = Database::open(register_id).await?;
        let transaction = Transaction::write(&database.0, &[STORE])?;
        transaction
            .store(STORE)?
            .put_with_key(&text.into(), &selection.into())?;
        transaction.complete().await
    };
    if stored.await.is_err()
        && let Some(storage) = WebStorage::open()
    {
        // Where there is no room either, it isn't kept.
        let _ = storage.put_text(&key(register_id, selection), text);
    }
}

fn key(register_id: &str, selection: &str) -> String {
    format!("{PREFIX}{register_id}:{selection}")
}

/// Closed when dropped.
struct Database(IdbDatabase);

impl Database {
    async fn open(register_id: &str) -> Result<Self, Fault> {
        let factory: IdbFactory = web_sys::window()
            .and_then(|window| window.indexed_db().ok()?)
            .ok_or(Fault::Closed)?;
        let request = factory.open_with_u32(&format!("{PREFIX}{register_id}"), 1)?;
        let furnish = Closure::<dyn FnMut(Event)>::new({
            let request = request.clone();
            // A fault here undoes the making of the database, and so comes to light as the request's.
            move |_| {
                let database = request.result().ok().and_then(|it| it.dyn_into().ok());
                let _ = database.map(|it: IdbDatabase| it.create_object_store(STORE));
            }
        });
        request.set_onupgradeneeded(Some(furnish.as_ref().unchecked_ref::<Function>()));
        let opened = Request::new(request.clone().into()).await;
        request.set_onupgradeneeded(None);
        Ok(Self(opened?.dyn_into()?))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}
