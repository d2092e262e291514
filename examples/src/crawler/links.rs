//! Finds the links of a page that stay on its site.

/// The paths that a page links to, each once, in the order in which they are met. What leads to
/// another site, or is no page, is left out; what comes after `#` is a place within a page.
#[must_use]
pub fn links(page: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for rest in page.split("href=\"").skip(1) {
        let Some((link, _)) = rest.split_once('"') else { break };
        let path = link.split_once('#').map_or(link, |(path, _)| path);
        let stays = path.starts_with('/') && !path.starts_with("//");
        if stays && !paths.iter().any(|known| known == path) {
            paths.push(path.to_owned());
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn each_path_of_the_site_is_found_once() {
        let page = r##"<a href="/a">a</a> <a href="/b#top"> <a href="/a#end"> <a href="#here">
            <a href="//elsewhere.test/c"> <a href="https://elsewhere.test/d"> <a class="e">
            <a href="mailto:f@elsewhere.test"> <a href="/never-ends"##;
        assert_eq!(links(page), ["/a", "/b"]);
        assert!(links("").is_empty());
    }
}
