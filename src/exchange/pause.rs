//! Long readings that let others have their turn: they wait for a pause between two pieces of their work, whatever that
//! is to who reads. In a page, the browser draws and takes input then.

use std::future::ready;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// What lets others have their turn.
pub trait Pause {
    /// Called between any two pieces, which may be short: most pauses are none.
    fn pause(&mut self) -> Pin<Box<dyn Future<Output = ()> + '_>>;
}

/// Nobody is waiting.
struct NoPause;

impl Pause for NoPause {
    fn pause(&mut self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(ready(()))
    }
}

/// Does work without any pause.
pub fn at_once<T>(work: impl AsyncFnOnce(&mut dyn Pause) -> T) -> T {
    let mut none = NoPause;
    let mut work = pin!(work(&mut none));
    loop {
        // It waits for pauses only, which are over at once.
        if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}
