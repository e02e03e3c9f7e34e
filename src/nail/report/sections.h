// The parts of the page around the figures. Each appends one complete section.
#pragma once

#include <string>

#include "nail/report/view.h"

namespace nail::report {

void write_title_block(std::string& out, const View& view);
// The first findings in full.
void write_headlines(std::string& out, const View& view);
// One chain: summary, figures, its findings, who could expand, gaps. index counts from 0.
void write_chain(std::string& out, const View& view, std::size_t index);
// Findings that stand neither among the headlines nor in a chain.
void write_other_findings(std::string& out, const View& view);
// Scenarios, survival, worst removals and leverage, back-tests: four sections; one that says so
// where stress was left out.
void write_stress(std::string& out, const View& view);
void write_claims(std::string& out, const View& view);
void write_coverage(std::string& out, const View& view);
void write_gaps(std::string& out, const View& view);
void write_method(std::string& out, const View& view);
void write_sources(std::string& out, const View& view);

// Shared by sections: a finding in one list item, and a list of gaps.
void write_short_finding(std::string& out, const View& view, const Finding& finding);
// chain: the one whose gaps they are; nullptr where they belong to none.
void write_gaps_in_full(std::string& out, const View& view, const std::vector<const Gap*>& gaps,
                        const ChainView* chain);

}  // namespace nail::report
