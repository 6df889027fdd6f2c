//! Mounts the app; nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    driver_atlas::browser::panic::install_hook();
    leptos::mount::mount_to_body(driver_atlas::ui::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Driver Atlas runs in a browser: `cargo xtask start` opens it.");
}
