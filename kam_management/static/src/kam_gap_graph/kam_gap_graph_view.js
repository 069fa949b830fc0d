import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** What has no value, or one that nobody knows, is a gap; the web client would draw a 0 there. */
export class KamGapGraphModel extends GraphModel {
    _getData() {
        const data = super._getData(...arguments);
        for (const dataset of data.datasets) {
            dataset.data = dataset.data.map((value, index) =>
                dataset.domains[index].length && typeof value === "number" ? value : null,
            );
        }
        data.hasGaps = data.datasets.some((dataset) => dataset.data.includes(null));
        return data;
    }
}

export class KamGapGraphRenderer extends GraphRenderer {
    static template = "kam_management.GapGraphRenderer";
}

registry.category("views").add("kam_gap_graph", {
    ...graphView,
    Model: KamGapGraphModel,
    Renderer: KamGapGraphRenderer,
});
