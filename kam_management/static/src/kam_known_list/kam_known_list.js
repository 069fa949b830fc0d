import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/**
 * Sums of columns with the option `all_known` stand below the list where every row has a value.
 * The web client would add up those that are known, beside sums of all rows.
 */
export class KamKnownListRenderer extends ListRenderer {
    computeAggregates() {
        const aggregates = super.computeAggregates();
        const { selection, isGrouped, groups, records } = this.props.list;
        const rows =
            isGrouped && !selection.length
                ? groups.map((group) => group.aggregates)
                : (selection.length ? selection : records).map((record) => record.data);
        for (const { name, options } of this.columns) {
            const isPartial = rows.some((row) => typeof row[name] !== "number");
            if (options?.all_known && name in aggregates && isPartial) {
                aggregates[name] = {
                    ...aggregates[name],
                    value: "—",
                    help: _t("Not known of all rows: there is no sum of a part."),
                };
            }
        }
        return aggregates;
    }
}

registry.category("views").add("kam_known_list", {
    ...listView,
    Renderer: KamKnownListRenderer,
});
