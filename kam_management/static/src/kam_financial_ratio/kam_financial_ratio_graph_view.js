import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { graphView } from "@web/views/graph/graph_view";

/** Where a ratio has no value the line has a gap; the web client would draw a 0 there. */
export class KamRatioGraphModel extends GraphModel {
    _getData() {
        const data = super._getData(...arguments);
        for (const dataset of data.datasets) {
            dataset.data = dataset.data.map((value, index) =>
                dataset.domains[index].length ? value : null,
            );
        }
        return data;
    }
}

registry.category("views").add("kam_ratio_graph", { ...graphView, Model: KamRatioGraphModel });
