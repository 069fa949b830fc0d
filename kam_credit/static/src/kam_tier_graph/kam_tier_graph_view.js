import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { SEP } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** The ground of a tier's badge: the style sheet of the badge says what each tier looks like. */
function readColor(code) {
    const badge = document.createElement("span");
    badge.className = `o_kam_tier badge o_kam_tier_${code}`;
    document.body.append(badge);
    const color = getComputedStyle(badge).backgroundColor;
    badge.remove();
    return color;
}

/** A chart in which each tier has its own colour, wherever it stands. Other groups keep theirs. */
export class KamTierGraphRenderer extends GraphRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.tierColors = new Map();
        this.tierRanks = new Map();
        onWillStart(async () => {
            const { code } = await this.orm.call("kam.credit.tier", "fields_get", [["code"]]);
            for (const [rank, [value, label]] of code.selection.entries()) {
                this.tierColors.set(label, readColor(value));
                this.tierRanks.set(label, rank);
            }
        });
    }

    /** The tier that a label names; those of several companies are numbered. */
    findTier(label) {
        const parts = `${label ?? ""}`.split(SEP).map((part) => part.replace(/ \(\d+\)$/, ""));
        return parts.find((part) => this.tierColors.has(part));
    }

    getTierColor(label) {
        return this.tierColors.get(this.findTier(label));
    }

    /** The place of a label among the others: the best tier first, what is none last. */
    getTierRank(label) {
        return this.tierRanks.get(this.findTier(label)) ?? this.tierRanks.size;
    }

    /** Let tiers stand in their order, in legends and stacks. */
    sortTiers() {
        const { datasets } = this.model.data;
        if (datasets.some((dataset) => this.findTier(dataset.label))) {
            datasets.sort(
                (one, other) => this.getTierRank(one.label) - this.getTierRank(other.label),
            );
        }
    }

    getBarChartData() {
        this.sortTiers();
        const data = super.getBarChartData();
        for (const dataset of this.model.data.datasets) {
            const color = this.getTierColor(dataset.label);
            const own = dataset.backgroundColor;
            if (color) {
                dataset.backgroundColor = color;
            } else if (dataset.trueLabels.some((label) => this.getTierColor(label))) {
                dataset.backgroundColor = dataset.trueLabels.map(
                    (label) => this.getTierColor(label) || own,
                );
            }
        }
        return data;
    }

    getLineChartData() {
        this.sortTiers();
        const data = super.getLineChartData();
        for (const dataset of data.datasets) {
            const color = this.getTierColor(dataset.label);
            if (color) {
                dataset.borderColor = color;
                dataset.pointBackgroundColor = color;
                dataset.hoverBackgroundColor = color;
                dataset.backgroundColor = `color-mix(in srgb, ${color} 35%, transparent)`;
            }
        }
        return data;
    }

    getPieChartData() {
        const data = super.getPieChartData();
        for (const dataset of data.datasets) {
            const colors = dataset.backgroundColor.map(
                (own, index) => this.getTierColor(data.labels[index]) || own,
            );
            dataset.backgroundColor = colors;
            dataset.hoverBackgroundColor = colors;
        }
        return data;
    }

    getLegendOptions() {
        const options = super.getLegendOptions();
        const { generateLabels } = options.labels;
        options.labels.generateLabels = (chart) =>
            generateLabels(chart).map((item) => {
                const color = this.getTierColor(item.fullText);
                // of bars in several colours the legend names the measure, which has none
                const own = Array.isArray(item.fillStyle) ? "transparent" : item.fillStyle;
                return { ...item, fillStyle: color || own, strokeStyle: color || own };
            });
        return options;
    }
}

registry.category("views").add("kam_tier_graph", { ...graphView, Renderer: KamTierGraphRenderer });
