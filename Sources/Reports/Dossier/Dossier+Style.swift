extension Dossier {
  /// The page's only style sheet; its digest stands in the content security policy.
  package static var style: String { "\(styleText)" }

  static let styleText: StaticString = """
    :root { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 62rem; background: #fff; color: #111;
      font: 16px/1.5 "DejaVu Sans", "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
    h1 { font-size: 2.2rem; line-height: 1.2; margin: .2rem 0 1.5rem; }
    h2 { font-size: 1.5rem; border-bottom: 3px solid #111; padding-bottom: .25rem; margin: 3rem 0 1rem; }
    h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
    h4 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
    p { margin: .5rem 0; max-width: 48rem; }
    a { color: #003a8c; }
    header .kind { color: #444; margin: 0; }
    nav h2 { font-size: 1.1rem; border: 0; margin: 2rem 0 .25rem; }
    nav ol { columns: 2; margin: 0; }
    dl { display: grid; grid-template-columns: 13rem 1fr; gap: .3rem 1rem; margin: 1rem 0; }
    dt { font-weight: bold; }
    dd { margin: 0; overflow-wrap: anywhere; }
    table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .85rem; }
    table.narrow { width: auto; min-width: 22rem; }
    caption { text-align: left; font-weight: bold; padding: .25rem 0; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid #bbb;
      overflow-wrap: anywhere; }
    td, tbody th { min-width: 4.9em; }
    table.flows td:nth-child(2), table.flows td:nth-child(3) { min-width: 7.5em; }
    thead th { border-bottom: 2px solid #111; overflow-wrap: normal; }
    tbody th { font-weight: normal; }
    td.verdict { white-space: nowrap; font-weight: bold; }
    tr.violated td.verdict { background: #fbe3e1; }
    tr.unknown td.verdict, tr.vacuous td.verdict { background: #fdf3d6; }
    tr.proved td.verdict { background: #e3f3e6; }
    .counts { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem; margin: 1rem 0 1.5rem; }
    .count { border: 1px solid #888; border-radius: 6px; padding: .6rem .8rem; }
    .count strong { font-size: 1.9rem; display: block; line-height: 1.1; }
    .count span { display: block; font-weight: bold; }
    .count small { color: #444; }
    article { margin: 1.5rem 0; }
    .claim { border-left: 4px solid #111; padding-left: .75rem; }
    .packet code { font-size: 1.05rem; }
    code { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9em; background: #f2f2f2;
      padding: .1rem .3rem; overflow-wrap: anywhere; }
    svg { display: block; max-width: 100%; height: auto; margin: 1rem 0; }
    svg text { font-family: "DejaVu Sans", "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
    table.path td:nth-child(4) { white-space: nowrap; }
    @page { size: A4; margin: 16mm 14mm; }
    @media print {
      body { padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.4; }
      h2 { margin-top: 0; }
      h3 { margin-top: 1rem; }
      table { font-size: 8pt; }
      th, td { padding: .25rem .4rem; }
      dl { gap: .15rem 1rem; }
      svg { width: 135mm; }
      section, article.finding { break-before: page; }
      section > article.finding:first-of-type { break-before: auto; }
      section#findings > h2 + article { break-before: auto; }
      article.short, tr, .count, svg { break-inside: avoid; }
      h2, h3, h4, caption { break-after: avoid; }
      thead { display: table-header-group; }
      a { color: inherit; }
    }
    """
}
