//! Which file a register is linked to: the browser's handle of it, kept between starts.
//!
//! In a database of its own, whose name no register's can be. It isn't made before a handle is kept.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, IdbDatabase, IdbOpenDbRequest};

use super::idb::{Fault, Request, Transaction};
use super::indexed::factory;

const DATABASE: &str = "driver-atlas-handles";
const HANDLES: &str = "handles";

/// The browser didn't keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

/// Keeps the handle of the file that a register is linked to, in place of another.
pub async fn keep(register_id: &str, handle: &JsValue) -> Result<(), NotKept> {
    let keep = async {
        let database = open(Missing::Make).await?;
        let transaction = Transaction::write(&database, &[HANDLES])?;
        transaction
            .store(HANDLES)?
            .put_with_key(handle, &register_id.into())?;
        transaction.complete().await?;
        database.close();
        Ok::<_, Fault>(())
    };
    keep.await.map_err(|_| NotKept)
}

/// The handle of the file that a register is linked to, where there is one.
pub async fn kept(register_id: &str) -> Option<JsValue> {
    let kept = async {
        let database = open(Missing::Leave).await?;
        let transaction = Transaction::read(&database, &[HANDLES])?;
        let handle = Request::new(transaction.store(HANDLES)?.get(&register_id.into())?).await?;
        database.close();
        Ok::<_, Fault>(handle)
    };
    // Where nothing can be read, no file is linked, and none is harmed.
    kept.await.ok().filter(JsValue::is_object)
}

/// Forgets the handle. The file stays as it is.
pub async fn forget(register_id: &str) -> Result<(), NotKept> {
    let forget = async {
        let database = open(Missing::Make).await?;
        let transaction = Transaction::write(&database, &[HANDLES])?;
        transaction.store(HANDLES)?.delete(&register_id.into())?;
        transaction.complete().await?;
        database.close();
        Ok::<_, Fault>(())
    };
    forget.await.map_err(|_| NotKept)
}

/// What to do where there is no database yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Make,
    Leave,
}

async fn open(missing: Missing) -> Result<IdbDatabase, Fault> {
    let factory = factory().ok_or(Fault::Closed)?;
    let request = factory.open(DATABASE)?;
    let furnish = Closure::<dyn FnMut(Event)>::new({
        let request = request.clone();
        // A fault here undoes the making of the database, and so comes to light as the request's.
        move |_| drop(furnish(&request, missing))
    });
    request.set_onupgradeneeded(Some(furnish.as_ref().unchecked_ref()));
    let opened = Request::new(request.clone().into()).await;
    request.set_onupgradeneeded(None);
    Ok(opened?.dyn_into()?)
}

fn furnish(request: &IdbOpenDbRequest, missing: Missing) -> Result<(), JsValue> {
    match (missing, request.transaction()) {
        (Missing::Leave, Some(transaction)) => transaction.abort(),
        _ => {
            let database: IdbDatabase = request.result()?.dyn_into()?;
            database.create_object_store(HANDLES).map(drop)
        }
    }
}
