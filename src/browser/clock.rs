//! The machine's clock, its chance, and waiting: what the pure rooms take as arguments.

use std::cell::Cell;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use crate::domain::digest::Digest;

/// This moment, by the machine's clock, to the millisecond.
pub fn now() -> Timestamp {
    // A browser's clock can't leave the years that a timestamp holds but by its owner's hand.
    Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or_default()
}

/// Milliseconds of a clock that only goes forward, whatever the machine's does.
pub fn ticks() -> u64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as u64)
}

/// A number from 0 to 1, as chance has it.
pub fn chance() -> f64 {
    js_sys::Math::random()
}

/// Today's date where the machine is.
pub fn today() -> Date {
    local_date_time(now()).date()
}

/// A moment as a clock on the wall here showed it, or will.
pub fn local_date_time(at: Timestamp) -> DateTime {
    let date = js_sys::Date::new(&JsValue::from_f64(at.as_millisecond() as f64));
    // Minutes west of Greenwich, with the summer time of that day.
    let west = date.get_timezone_offset();
    let offset = Offset::from_seconds((-west * 60.0) as i32).unwrap_or(Offset::UTC);
    offset.to_datetime(at)
}

/// The first moment of a day where the machine is.
pub fn start_of(day: Date) -> Timestamp {
    let (year, month) = (day.year().unsigned_abs(), i32::from(day.month()) - 1);
    let date = js_sys::Date::new_with_year_month_day(year.into(), month, day.day().into());
    Timestamp::from_millisecond(date.get_time() as i64).unwrap_or_default()
}

/// An id that no other copy will come upon.
pub fn random_id() -> Digest {
    let mut bytes = [0; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let filled =
        crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // Nothing secret hangs on an id: it only has to be new.
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    Digest::from_random(bytes)
}

/// Lets the browser draw and take input before going on.
pub async fn next_tick() {
    // A message, since browsers hold timers back: by 4 ms when they follow one another, by a second in a hidden tab.
    let Ok(channel) = MessageChannel::new() else {
        return sleep(0).await;
    };
    let mut listen = |resolve: js_sys::Function, _| channel.port1().set_onmessage(Some(&resolve));
    let arrived = js_sys::Promise::new(&mut listen);
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        // The promise never rejects.
        let _ = JsFuture::from(arrived).await;
    }
    channel.port1().close();
}

/// Waits for so many milliseconds, or longer in a hidden tab.
pub async fn sleep(milliseconds: i32) {
    let mut start = |resolve: js_sys::Function, _| {
        if set_timeout(&resolve, milliseconds).is_none() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    };
    // The promise never rejects.
    let _ = JsFuture::from(js_sys::Promise::new(&mut start)).await;
}

/// Does something after so many milliseconds.
pub fn later(milliseconds: i32, action: impl FnOnce() + 'static) {
    set_timeout(Closure::once_into_js(action).unchecked_ref(), milliseconds);
}

fn set_timeout(action: &js_sys::Function, milliseconds: i32) -> Option<i32> {
    let window = web_sys::window()?;
    window
        .set_timeout_with_callback_and_timeout_and_arguments_0(action, milliseconds)
        .ok()
}

/// Long work in slices, so that the page goes on answering.
pub struct Slices {
    since: f64,
}

thread_local! {
    /// When a slice last began, of whatever work.
    static LAST_SLICE: Cell<f64> = const { Cell::new(0.0) };
}

impl Slices {
    /// Shorter than the 50 ms after which a person feels a page stick, with room for what comes on top.
    const MILLISECONDS: f64 = 16.0;

    /// For how long a slice is the browser's present task, beyond doubt.
    const PRESENT: f64 = 50.0;

    /// Begins the first slice. Work that follows on other work is in the same task of the browser, so it shares the
    /// slice that is under way.
    #[allow(clippy::new_without_default)] // It starts a clock: no value is the default.
    pub fn new() -> Self {
        let now = js_sys::Date::now();
        let last = LAST_SLICE.get();
        let is_present = (last..last + Self::PRESENT).contains(&now);
        let since = if is_present { last } else { now };
        LAST_SLICE.set(since);
        Self { since }
    }

    /// Between two pieces of the work: lets the browser in once the slice is used up.
    pub async fn pause(&mut self) {
        self.pause_and_tell().await;
    }

    /// As [`Self::pause`], and tells whether the slice was used up, and others may have had their turn.
    pub async fn pause_and_tell(&mut self) -> bool {
        let is_used_up = (js_sys::Date::now() - self.since).abs() >= Self::MILLISECONDS;
        if is_used_up {
            next_tick().await;
            self.since = js_sys::Date::now();
            LAST_SLICE.set(self.since);
        }
        is_used_up
    }
}
