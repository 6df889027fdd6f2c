//! IndexedDB's requests and transactions as futures: no more of it than the store needs.
//!
//! Our own few lines over web-sys, and not the crate `idb`: it can't ask for strict durability, doesn't undo a
//! transaction whose future is dropped half way, and brings tokio.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    DomException, Event, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

/// What the browser says went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// No room is left.
    Full,
    /// The connection is closed.
    Closed,
    /// The database has a higher version than was asked for.
    Newer,
    /// Other connections are open, so what was asked is done once they close.
    Waiting,
    /// Anything else, by the browser's name for it.
    Other { name: String },
}

impl From<DomException> for Fault {
    fn from(error: DomException) -> Self {
        match error.name().as_str() {
            "QuotaExceededError" => Self::Full,
            // Thrown where a transaction is begun on a closed connection; nothing here runs into its other cases.
            "InvalidStateError" => Self::Closed,
            "VersionError" => Self::Newer,
            name => Self::Other {
                name: name.to_owned(),
            },
        }
    }
}

impl From<JsValue> for Fault {
    fn from(thrown: JsValue) -> Self {
        match thrown.dyn_into::<DomException>() {
            Ok(error) => error.into(),
            Err(thrown) => Self::Other {
                name: format!("{thrown:?}"),
            },
        }
    }
}

/// Which event ended a request or a transaction, and who waits for it.
#[derive(Default)]
struct End {
    event: RefCell<Option<String>>,
    waker: RefCell<Option<Waker>>,
}

type Listener = Closure<dyn FnMut(Event)>;

impl End {
    fn listener(self: &Rc<Self>) -> Listener {
        let end = Rc::clone(self);
        Closure::new(move |event: Event| {
            end.event.replace(Some(event.type_()));
            let waker = end.waker.take();
            if let Some(waker) = waker {
                waker.wake();
            }
        })
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<String> {
        match self.event.borrow().clone() {
            Some(event) => Poll::Ready(event),
            None => {
                self.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        }
    }
}

/// A request under way.
///
/// Awaited in the transaction's own task, the next request comes before the transaction would complete by itself:
/// futures are woken within the event's task.
pub(super) struct Request {
    request: IdbRequest,
    end: Rc<End>,
    listener: Listener,
}

impl Request {
    pub fn new(request: IdbRequest) -> Self {
        let end = Rc::new(End::default());
        let listener = end.listener();
        let function = Some(listener.as_ref().unchecked_ref());
        request.set_onsuccess(function);
        request.set_onerror(function);
        Self {
            request,
            end,
            listener,
        }
    }

    /// A request to open or delete a database, which also ends when others stand in its way.
    pub fn of_database(request: IdbOpenDbRequest) -> Self {
        let new = Self::new(request.clone().into());
        request.set_onblocked(Some(new.listener.as_ref().unchecked_ref()));
        new
    }
}

impl Future for Request {
    type Output = Result<JsValue, Fault>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.end.poll(context).map(|event| match event.as_str() {
            "success" => Ok(self.request.result()?),
            "blocked" => Err(Fault::Waiting),
            _ => Err(self.request.error()?.map_or(Fault::Closed, Fault::from)),
        })
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.request.set_onsuccess(None);
        self.request.set_onerror(None);
        if let Some(request) = self.request.dyn_ref::<IdbOpenDbRequest>() {
            request.set_onblocked(None);
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// The call that web-sys keeps back, as it counts the options of a transaction as unstable.
    #[wasm_bindgen(extends = IdbDatabase)]
    type Database;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Database,
        stores: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

/// A transaction; undone when dropped before it is complete.
pub(super) struct Transaction {
    transaction: IdbTransaction,
    end: Rc<End>,
    _listener: Listener,
}

impl Transaction {
    /// A transaction that reads.
    pub fn read(database: &IdbDatabase, stores: &[&str]) -> Result<Self, Fault> {
        Self::new(database, stores, "readonly")
    }

    /// A transaction that writes, complete only once it has reached the disk.
    pub fn write(database: &IdbDatabase, stores: &[&str]) -> Result<Self, Fault> {
        Self::new(database, stores, "readwrite")
    }

    fn new(database: &IdbDatabase, stores: &[&str], mode: &str) -> Result<Self, Fault> {
        let stores: Array = stores.iter().copied().map(JsValue::from).collect();
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        let database: &Database = database.unchecked_ref();
        let transaction = database.transaction(&stores, mode, &options)?;
        let end = Rc::new(End::default());
        let listener = end.listener();
        let function = Some(listener.as_ref().unchecked_ref());
        transaction.set_oncomplete(function);
        transaction.set_onabort(function);
        Ok(Self {
            transaction,
            end,
            _listener: listener,
        })
    }

    pub fn store(&self, name: &str) -> Result<IdbObjectStore, Fault> {
        Ok(self.transaction.object_store(name)?)
    }

    /// Waits until all that was asked is done.
    pub async fn complete(self) -> Result<(), Fault> {
        let event = std::future::poll_fn(|context| self.end.poll(context)).await;
        match event.as_str() {
            "complete" => Ok(()),
            _ => Err(self.fault().unwrap_or(Fault::Closed)),
        }
    }

    /// Undoes all of it, and says why that came about: where a request failed because the transaction did, the
    /// transaction knows better.
    pub fn undo(self, fault: Fault) -> Fault {
        self.abort();
        self.fault().unwrap_or(fault)
    }

    fn fault(&self) -> Option<Fault> {
        self.transaction.error().map(Fault::from)
    }

    fn abort(&self) {
        // Refused where it is over already.
        let _ = self.transaction.abort();
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.transaction.set_oncomplete(None);
        self.transaction.set_onabort(None);
        if self.end.event.borrow().is_none() {
            self.abort();
        }
    }
}
