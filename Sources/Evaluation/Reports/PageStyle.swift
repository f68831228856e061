/// The style sheet of a report's page.
enum PageStyle {
  static let text =
    """
    :root{color-scheme:light dark;\(PlotStyle.light)--card:#f6f7f9;--up:#00704f;--down:#a44700}
    @media(prefers-color-scheme:dark){:root{\(PlotStyle.dark)--card:#1d2127;--up:#4fd6ab;--down:#ffa35c}}

    """ + """
      *{box-sizing:border-box}
      body{margin:0;background:var(--paper);color:var(--ink);
      font:16px/1.5 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
      main{max-width:58rem;margin:0 auto;padding:2rem 1.25rem 4rem}
      h1{font-size:1.7rem;line-height:1.25;margin:0 0 .4rem;overflow-wrap:anywhere}
      h2{font-size:1.25rem;margin:2.6rem 0 .8rem;padding-top:.9rem;border-top:1px solid var(--grid)}
      h3{font-size:1rem;margin:0 0 .5rem}
      p{margin:.5rem 0}.lead{color:var(--soft)}
      .verdict{background:var(--card);border-left:.3rem solid var(--soft);border-radius:.3rem;
      padding:.7rem .9rem;margin:.6rem 0;overflow-wrap:anywhere}
      .verdict.up{border-color:var(--up)}.verdict.down{border-color:var(--down)}
      .badge{display:inline-block;font-weight:600;margin-right:.4rem}
      .up .badge{color:var(--up)}.down .badge{color:var(--down)}.open .badge{color:var(--soft)}
      .scroll{overflow-x:auto;margin:.8rem 0}.scroll:focus-visible{outline:2px solid var(--s0)}
      .tall{max-height:22rem;overflow-y:auto}
      table{border-collapse:collapse;font-size:.84rem;font-variant-numeric:tabular-nums}
      .note{color:var(--soft);font-size:.92rem;margin:-.3rem 0 1.4rem}
      th,td{padding:.32rem .5rem;text-align:right;border-bottom:1px solid var(--grid);
      white-space:nowrap}
      thead th{color:var(--soft);font-weight:600;border-bottom:2px solid var(--grid)}
      th:first-child{text-align:left;padding-left:.1rem}tbody th{font-weight:500}
      figure{margin:1.4rem 0 2rem}figcaption{color:var(--soft);font-size:.92rem;margin-top:.3rem}
      svg.plot{display:block;width:100%;min-width:38rem;height:auto}
      details{margin-top:.4rem}summary{cursor:pointer;color:var(--soft);font-size:.9rem}
      a{color:var(--s0)}
      dl{margin:0}dl div{display:grid;grid-template-columns:11rem 1fr;gap:.8rem;padding:.3rem 0;
      border-bottom:1px solid var(--grid)}
      dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
      @media(max-width:34rem){dl div{grid-template-columns:1fr;gap:0}main{padding:1.2rem 1rem 3rem}}
      @media print{details{display:none}main{max-width:none}}

      """ + PlotStyle.rules
}
