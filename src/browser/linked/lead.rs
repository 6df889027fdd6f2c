//! Which tab looks after a linked file: one of all that have the register open, by the browser's locks.
//!
//! Two tabs doing it would lose nothing; they would only write against each other.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What the locks' names begin with.
const PREFIX: &str = "driver-atlas-link:";

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        on_granted: &JsValue,
    ) -> Result<Promise, JsValue>;
}

/// Held by the tab that looks after a register's linked file; another tab can have it once this is dropped.
pub struct Lead {
    /// `None` where the browser has no locks: then every tab leads.
    release: Option<Function>,
}

impl Lead {
    /// Waits until this tab is to lead, or takes over at once from the tab that does now. `on_lost` hears that another
    /// tab has taken over.
    pub async fn new(
        register_id: &str,
        takes_over: bool,
        on_lost: impl FnOnce() + 'static,
    ) -> Self {
        let mut release = None;
        // The lock is held until this is resolved.
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let mut ended = None;
        let granted = Promise::new(&mut |resolve: Function, _| {
            let held = held.clone();
            let on_granted = Closure::once_into_js(move |_lock: JsValue| {
                // Resolving doesn't throw.
                let _ = resolve.call0(&JsValue::NULL);
                held
            });
            ended = request(register_id, takes_over, &on_granted);
        });
        let Some(ended) = ended else {
            return Self { release: None };
        };
        let first = Promise::race(&Array::of2(&granted, &ended));
        if JsFuture::from(first).await.is_err() {
            return Self { release: None };
        }
        spawn_local(async move {
            if JsFuture::from(ended).await.is_err() {
                on_lost();
            }
        });
        Self { release }
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // Resolving doesn't throw.
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

fn request(register_id: &str, takes_over: bool, on_granted: &JsValue) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    if !locks.is_object() {
        return None;
    }
    let options = Object::new();
    Reflect::set(&options, &"steal".into(), &takes_over.into()).ok()?;
    let locks: &LockManager = locks.unchecked_ref();
    let name = format!("{PREFIX}{register_id}");
    locks.request(&name, &options, on_granted).ok()
}
