//! That the harness sees, does and survives what the other tests rely on.

use std::fs;

use crate::harness::{Key, in_both_browsers};

const PAGE: &str = r##"<!doctype html><html lang="en"><title>Fixture</title>
<main>
  <h1>A <span>heading</span></h1>
  <p role="status">Saved at <b>noon</b></p>
  <p hidden role="alert">Not shown</p>
  <form>
    <label for="title">Title</label> <input id="title">
    <label>Search <input type="search"></label>
    <label>Sort by <select><option>Title</option><option>Date</option></select></label>
    <fieldset><legend>Level</legend>
      <label><input type="checkbox"> National</label> <label><input type="checkbox"> Local</label>
    </fieldset>
    <fieldset><legend>Nation</legend><label><input type="radio" name="n"> Wales</label></fieldset>
    <label for="file">JSON file</label> <input id="file" type="file">
    <p id="chosen"></p>
    <button type="button" id="go"><span aria-hidden="true">→</span> Go</button>
  </form>
  <nav aria-label="Main"><ul><li><a href="#x">Link</a></li><li><a href="#y">Other</a></li></ul></nav>
  <section aria-labelledby="region"><h2 id="region">Filters</h2></section>
  <table><caption>What will change</caption><tr><th>Title</th><td>1</td></tr></table>
  <a download="saved.json" href="data:application/json,{}">Download</a>
</main>
<script>
  document.getElementById('file').onchange = async (event) => {
    document.getElementById('chosen').textContent = await event.target.files[0].text();
  };
  document.getElementById('go').onclick = () => console.error('a fault');
  window.onkeydown = (event) => { if (event.ctrlKey && event.key === 's') { event.preventDefault(); document.title = 'Ctrl+S'; } };
</script>"##;

in_both_browsers! {
    async fn finds_and_uses_what_a_person_would(stage: Stage) {
        let page = stage.folder("shared").join("fixture.html");
        fs::write(&page, PAGE).unwrap();
        let browser = stage.start().await;
        browser.open_file(&page).await;

        assert_eq!(browser.get("heading", "A heading").await.text().await, "A heading");
        assert_eq!(browser.says("status", "Saved").await, "Saved at noon");
        browser.gone("alert", "").await;

        let title = browser.get("textbox", "Title").await;
        title.type_keys("One").await;
        assert!(title.is_focused().await);
        assert_eq!(title.value().await, "One");
        title.fill("Two").await;
        assert_eq!(title.value().await, "Two");
        assert_eq!(title.attribute("id").await.as_deref(), Some("title"));
        browser.get("searchbox", "Search").await;
        let sort = browser.get("combobox", "Sort by").await;
        sort.choose("Date").await;
        assert_eq!(sort.value().await, "Date");

        let level = browser.get("group", "Level").await;
        assert_eq!(level.all("checkbox").await.len(), 2);
        let local = level.get("checkbox", "Local").await;
        local.click().await;
        assert!(local.is_checked().await);
        browser.get("radio", "Wales").await;

        let file = stage.folder("shared").join("chosen.txt");
        fs::write(&file, "its content").unwrap();
        browser.get("file", "JSON file").await.upload(&file).await;
        browser.wait_until("the file is read", async || {
            browser.the("main").await.text().await.contains("its content")
        }).await;

        let links = browser.get("navigation", "Main").await.all("link").await;
        let names: Vec<_> = links.iter().map(|link| link.name.as_str()).collect();
        assert_eq!(names, ["Link", "Other"]);
        links[1].click().await;
        assert!(browser.url().await.ends_with("#y"));
        browser.get("region", "Filters").await;
        browser.get("table", "What will change").await;

        browser.press(&[Key::Control], 's').await;
        assert_eq!(browser.title().await, "Ctrl+S");
        browser.get("link", "Download").await.click().await;
        assert_eq!(fs::read_to_string(browser.downloaded("saved.json").await).unwrap(), "{}");

        assert_eq!(browser.console().await, Vec::<String>::new());
        browser.get("button", "Go").await.click().await;
        browser.wait_until("the fault is logged", async || {
            browser.console().await.iter().any(|line| line.contains("a fault"))
        }).await;
        let picture = browser.screenshot("harness", 375).await;
        assert!(fs::metadata(picture).unwrap().len() > 0);
    }

    async fn a_profile_outlives_its_browser(stage: Stage) {
        let page = stage.folder("shared").join("fixture.html");
        fs::write(&page, PAGE).unwrap();
        let browser = stage.start().await;
        browser.open_file(&page).await;
        let write = "const done = arguments[0];
            const open = indexedDB.open('kept', 1);
            open.onupgradeneeded = () => open.result.createObjectStore('s');
            open.onsuccess = () => {
                const writing = open.result.transaction('s', 'readwrite', { durability: 'strict' });
                writing.objectStore('s').put('value', 'key');
                writing.oncomplete = () => done();
            };";
        let read = "const done = arguments[0];
            const open = indexedDB.open('kept', 1);
            open.onsuccess = () => {
                const reading = open.result.transaction('s').objectStore('s').get('key');
                reading.onsuccess = () => done(reading.result);
            };";
        browser.execute_async(write).await;
        browser.kill_hard().await;
        browser.restart().await;
        browser.open_file(&page).await;
        assert_eq!(browser.execute_async(read).await, "value");
        browser.restart().await;
        browser.open_file(&page).await;
        assert_eq!(browser.execute_async(read).await, "value");
    }
}
