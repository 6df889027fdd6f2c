//! Lines that blogs put around an entry: recognised, so that they can be cut.

use crate::domain::fold::fold;

/// What such a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noise {
    /// It is cut, and what follows goes on as before.
    Line,
    /// It is cut, and the entry's own text has ended.
    End,
    /// The same, and a list follows that isn't about the entry: other entries, archives.
    Sidebar,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the first label.
    Lead,
    /// In a field.
    Field,
    /// After the entry's own text, or between comments.
    Around,
}

/// Longer lines are somebody's own words, in bytes.
const LONGEST: usize = 400;

/// Lines that end an entry.
const END: [&str; 14] = [
    "leave a reply",
    "leave a comment",
    "leave your comment",
    "post a comment",
    "add a comment",
    "comments are closed",
    "comments are closed on this page",
    "comments off",
    "share this",
    "like this",
    "related",
    "post navigation",
    "fill in your details below or click an icon to log in",
    "cancel reply",
];

/// Lines over lists of a sidebar. Some are words that an entry may have, so they count around it only.
const SIDEBAR: [&str; 13] = [
    "archives",
    "archive",
    "blogroll",
    "blog stats",
    "categories",
    "follow us",
    "meta",
    "pages",
    "recent comments",
    "recent posts",
    "search this blog",
    "tag cloud",
    "top posts",
];

/// Lines that are noise wherever they stand.
const ANYWHERE: [&str; 33] = [
    "advertisement",
    "advertisements",
    "change",
    "close and accept",
    "collapse this bar",
    "connecting to s",
    "copy shortlink",
    "edit this",
    "email address never made public",
    "email required",
    "email required address never made public",
    "facebook photo",
    "google photo",
    "like loading",
    "loading",
    "loading comments",
    "log in to reply",
    "manage subscriptions",
    "name required",
    "occasionally some of your visitors may see an advertisement here",
    "post comment",
    "privacy settings",
    "reply",
    "report this ad",
    "report this content",
    "skip to content",
    "skip to main content",
    "sign me up",
    "twitter picture",
    "view post in reader",
    "view site in reader",
    "wordpress com logo",
    "write a comment",
];

/// What lines begin with that are noise wherever they stand.
const BEGINS: [&str; 39] = [
    "advertisements ",
    "already have a wordpress com account",
    "be the first to like this",
    "blog at wordpress com",
    "bookmark the permalink",
    "by continuing to use this website you agree",
    "click to email ",
    "click to print ",
    "click to share on ",
    "create a free website or blog",
    "d bloggers like this",
    "enter your email address to ",
    "fill in your details below",
    "follow blog via email",
    "get every new post delivered",
    "join 1 other ",
    "learn how your comment data is processed",
    "leave a comment on ",
    "leave a reply to ",
    "logged in as ",
    "log in to reply to ",
    "notify me of ",
    "pingback ",
    "please log in using one of these methods",
    "posted on ",
    "powered by wordpress",
    "privacy and cookies this site uses cookies",
    "privacy cookies this site uses cookies",
    "proudly powered by ",
    "required fields are marked",
    "rss feed for comments ",
    "this site uses akismet",
    "this site uses cookies",
    "to find out more including how to control cookies",
    "trackback ",
    "we use cookies ",
    "you are commenting using your ",
    "you must be logged in ",
    "your email address will not be published",
];

/// Words of menus and buttons: noise before the first label and around an entry.
#[rustfmt::skip]
const BUTTONS: [&str; 50] = [
    "about", "about us", "comment", "comments feed", "contact", "contact us", "customise", "customize", "delicious", "digg", "edit", "email",
    "email this", "facebook", "follow", "following", "google", "home", "like", "linkedin", "log in", "login",
    "log out", "menu", "more", "name", "navigation", "next", "no comments", "permalink", "pinterest", "pocket",
    "press this", "previous", "primary menu", "print", "reblog", "reddit", "register", "rss", "search", "search for",
    "share", "sign up", "site admin", "subscribe", "tumblr", "tweet", "twitter", "website",
];

/// Whether a line is noise where it stands.
pub(super) fn of(text: &str, place: Place) -> Option<Noise> {
    if text.len() > LONGEST {
        return None;
    }
    let folded = fold(text);
    let is = |known: &[&str]| known.contains(&folded.as_str());
    let begins = BEGINS.iter().any(|beginning| folded.starts_with(beginning));
    // "12 bloggers like this", "Join 40 other followers"
    let is_crowd = folded.ends_with(" like this") && folded.contains(" blogger")
        || folded.starts_with("join ") && folded.contains(" other ") && folded.contains("follow");
    if begins || is_crowd || is(&ANYWHERE) {
        return Some(Noise::Line);
    }
    // "Related" and the like may be a heading of the entry's own.
    if is(&END) && (folded != "related" || place != Place::Field) {
        return Some(Noise::End);
    }
    if place == Place::Field {
        return None;
    }
    let is_way_on = text.starts_with(['←', '→', '«', '»']) || text.ends_with(['←', '→', '«', '»']);
    if is_way_on || is(&BUTTONS) || is_count(&folded) {
        Some(Noise::Line)
    } else if is(&SIDEBAR) {
        Some(Noise::Sidebar)
    } else {
        None
    }
}

/// "3 comments": how many there are to go to.
fn is_count(folded: &str) -> bool {
    let (count, what) = folded.split_once(' ').unwrap_or_default();
    let is_number = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    is_number && matches!(what, "comment" | "comments" | "likes" | "shares" | "views")
}

/// How many lines the head of an e-mail has at most.
const LONGEST_HEAD: usize = 10;

/// How many lines from here are the head of an e-mail that a page was sent in: "From: …", "Subject: …". 0 if none.
pub(super) fn mail_head<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let (mut length, mut has_from, mut has_subject) = (0, false, false);
    for line in lines.take(LONGEST_HEAD) {
        let Some((name, _)) = line.split_once(':') else {
            break;
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "from" => has_from = true,
            "subject" => has_subject = true,
            "sent" | "date" | "to" | "cc" | "bcc" | "reply-to" | "importance" | "attachments" => (),
            _ => break,
        }
        length += 1;
    }
    if has_from && has_subject && length >= 3 {
        length
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Place::{Around, Field, Lead};

    #[test]
    fn what_is_known_is_folded() {
        for known in [&END[..], &SIDEBAR, &ANYWHERE, &BEGINS, &BUTTONS].concat() {
            assert_eq!(fold(known), known.trim_end());
        }
    }

    #[test]
    fn noise_is_told_from_an_entry_by_its_words_and_place() {
        for (text, place, expected) in [
            ("Leave a Reply", Field, Some(Noise::End)),
            ("Comments are closed.", Field, Some(Noise::End)),
            ("Advertisements", Field, Some(Noise::Line)),
            ("%d bloggers like this:", Field, Some(Noise::Line)),
            ("2 bloggers like this.", Field, Some(Noise::Line)),
            (
                "You are commenting using your WordPress.com account. Log Out / Change )",
                Field,
                Some(Noise::Line),
            ),
            (
                "Privacy & Cookies: This site uses cookies.",
                Field,
                Some(Noise::Line),
            ),
            ("Related", Field, None),
            ("Related", Around, Some(Noise::End)),
            ("Search", Field, None),
            ("Search", Lead, Some(Noise::Line)),
            ("← Older plan", Around, Some(Noise::Line)),
            ("Recent Posts", Around, Some(Noise::Sidebar)),
            ("3 Comments", Lead, Some(Noise::Line)),
            ("Replying takes time.", Around, None),
        ] {
            assert_eq!(of(text, place), expected, "{text}");
        }
    }

    #[test]
    fn the_head_of_an_e_mail_is_recognised_whole() {
        let mail = [
            "From: Ann Bee",
            "Sent: 4 May 2016 10:12",
            "To: All",
            "Subject: A driver",
            "Title: A plan",
        ];
        assert_eq!(mail_head(mail.into_iter()), 4);
        assert_eq!(mail_head(mail.into_iter().skip(1)), 0);
    }
}
