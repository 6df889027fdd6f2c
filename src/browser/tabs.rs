//! Other tabs of the same register: what they are told, and what they tell.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::PREFIX;
use crate::domain::edit::EntryId;

/// What one tab tells the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// These entries were written. In Firefox the news also reaches copies of the page that have another store,
    /// where these ids may not be.
    Entries(Vec<EntryId>),
}

/// A line to the other tabs; closed when dropped. Silent where the browser has no such line.
pub struct Tabs<N = News> {
    line: Option<Line>,
    news: PhantomData<N>,
}

struct Line {
    channel: BroadcastChannel,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Tabs {
    /// Joins the other tabs of a register. `on_news` hears what they tell, never what this tab does.
    pub fn new(register_id: &str, on_news: impl Fn(News) + 'static) -> Self {
        Self::on(&format!("{PREFIX}{register_id}"), on_news)
    }
}

impl<N: Serialize + DeserializeOwned> Tabs<N> {
    /// Joins the other tabs on the line of this name, as [`Tabs::new`] does.
    pub fn on(name: &str, on_news: impl Fn(N) + 'static) -> Self {
        let Ok(channel) = BroadcastChannel::new(name) else {
            return Self::none();
        };
        let on_message = Closure::new(move |message: MessageEvent| {
            // News of a kind that a later version tells is none to this one.
            let text = message.data().as_string().unwrap_or_default();
            if let Ok(news) = serde_json::from_str(&text) {
                on_news(news);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let line = Line {
            channel,
            _on_message: on_message,
        };
        Self {
            line: Some(line),
            news: PhantomData,
        }
    }

    /// No line: what is shown isn't what tabs share.
    pub fn none() -> Self {
        Self {
            line: None,
            news: PhantomData,
        }
    }

    /// Tells the other tabs.
    pub fn tell(&self, news: &N) {
        if let (Some(line), Ok(text)) = (&self.line, serde_json::to_string(news)) {
            // Fails only on a closed channel, and this one is open until it is dropped.
            let _ = line.channel.post_message(&text.into());
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
