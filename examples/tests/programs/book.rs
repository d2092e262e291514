//! The book: every chapter is in its summary, and every link in it and in the READMEs leads
//! somewhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn chapters() -> BTreeSet<PathBuf> {
    let folder = fs::read_dir(root().join("guide/src")).expect("the book");
    let files = folder.flatten().map(|file| file.path());
    files.filter(|file| file.extension().is_some_and(|kind| kind == "md")).collect()
}

/// A page without its blocks of code, in which nothing is a link or a heading.
fn prose(page: &str) -> Vec<&str> {
    let mut in_code = false;
    let is_prose = |line: &&str| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    };
    page.lines().filter(is_prose).collect()
}

/// Where the links of a line lead.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ => letter.is_alphanumeric().then_some(letter),
    });
    kept.collect()
}

#[test]
fn every_chapter_is_in_the_summary() {
    let summary = read(&root().join("guide/src/SUMMARY.md"));
    let named: BTreeSet<_> = summary.lines().flat_map(links).map(str::to_owned).collect();
    let name = |file: &PathBuf| file.file_name()?.to_str().map(str::to_owned);
    let mut there: BTreeSet<_> = chapters().iter().filter_map(name).collect();
    there.remove("SUMMARY.md");
    assert_eq!(named, there);
}

#[test]
fn every_link_leads_somewhere() {
    let others = ["README.md", "CHANGELOG.md", "examples/README.md"].map(|name| root().join(name));
    let mut broken = Vec::new();
    for page in chapters().into_iter().chain(others) {
        let text = read(&page);
        for link in prose(&text).into_iter().flat_map(links) {
            if !link.contains("://") && !leads(&page, link) {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

fn leads(page: &Path, link: &str) -> bool {
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = match file {
        "" => page.to_owned(),
        _ => page.parent().expect("it is in a folder").join(file),
    };
    if heading.is_empty() {
        return target.exists();
    }
    let Ok(text) = fs::read_to_string(target) else { return false };
    prose(&text).iter().any(|line| line.starts_with('#') && anchor(line) == heading)
}
