// SPDX-License-Identifier: Apache-2.0
#include "cli/report_html/page.h"

#include "cli/graph/escape.h"

namespace etl::cli {
namespace {

constexpr const char* kStyle = R"(
:root{--ground:#ffffff;--text:#16191d;--soft:#5a636d;--rule:#d9dee3;--panel:#f6f8f9;--work:#2f6fd0;
--outside:#9cc0f2;--input:#e0a63c;--output:#b7bec6;--good:#2a8452;--bad:#c62f2f;--left:#2f6fd0;--right:#b3642b}
@media (prefers-color-scheme:dark){:root{--ground:#15181c;--text:#f2f4f6;--soft:#a3adb7;--rule:#343b43;
--panel:#1d2126;--work:#6ea3f0;--outside:#34517c;--input:#d9a441;--output:#5b646e;--good:#5cbf88;--bad:#f07b7b;
--left:#6ea3f0;--right:#e09a5f}}
*{box-sizing:border-box}
html{color-scheme:light dark}
body{margin:0 auto;max-width:1280px;padding:24px;background:var(--ground);color:var(--text);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:34px 0 10px}h3{font-size:15px;margin:18px 0 6px}
p{margin:6px 0}.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}
.frame{overflow-x:auto;border:1px solid var(--rule);border-radius:8px}
.frame svg{display:block}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600;color:var(--soft);font-size:13px}td.number,th.number{text-align:right}td.number{white-space:nowrap}
.wide{overflow-x:auto}
code,pre{font:13px/1.45 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
pre{margin:6px 0;padding:10px 12px;background:var(--panel);border:1px solid var(--rule);border-radius:6px;
overflow:auto;max-height:420px}
details{margin:8px 0}summary{cursor:pointer;font-weight:600}
.tiles{display:flex;flex-wrap:wrap;gap:10px;margin:14px 0}
.tile{background:var(--panel);border:1px solid var(--rule);border-radius:8px;padding:8px 14px;min-width:120px}
.tile b{display:block;font-size:19px}.tile span{color:var(--soft);font-size:13px}
.failure{border:2px solid var(--bad);border-radius:8px;padding:10px 14px;margin:14px 0;overflow-wrap:anywhere}
.key{display:inline-block;width:11px;height:11px;border-radius:2px;margin:0 5px 0 12px}
.chart{display:block;width:100%;height:auto}
.chart text{font-size:12px;fill:var(--text)}.chart .axis{fill:var(--soft);font-size:11px}
.chart .grid{stroke:var(--rule);stroke-width:1}
.work{fill:var(--work);background:var(--work)}.outside{fill:var(--outside);background:var(--outside)}
.input{fill:var(--input);background:var(--input)}.output{fill:var(--output);background:var(--output)}
.left{fill:var(--left);background:var(--left)}.right{fill:var(--right);background:var(--right)}
.pairs{fill:var(--good);background:var(--good)}
.line-a{fill:none;stroke:var(--work);stroke-width:2}.line-b{fill:none;stroke:var(--right);stroke-width:2}
.key.a{background:var(--work)}.key.b{background:var(--right)}
.limit{stroke:var(--bad);stroke-width:1;stroke-dasharray:5 4}
@media print{body{max-width:none}.frame,pre{overflow:visible;max-height:none}}
)";

}  // namespace

std::string HtmlPage(std::string_view title, std::string_view body) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>";
  out += Escape(title);
  // No style of another page, no script, nothing from elsewhere: whatever a text says.
  out +=
      "</title>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\"/>\n<style>";
  out += kStyle;
  out += "</style>\n</head>\n<body>\n";
  out += body;
  return out + "\n</body>\n</html>\n";
}

std::string HtmlSection(std::string_view title, std::string_view body) {
  if (body.empty()) return {};
  return "\n<section>\n<h2>" + Escape(title) + "</h2>\n" + std::string(body) + "\n</section>\n";
}

std::string HtmlFigure(std::string_view svg) {
  return "<div class=\"frame\">" + std::string(svg) + "</div>\n";
}

}  // namespace etl::cli
