import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

/**
 * Lines under the headings that they belong to: a line after another one of its heading does not
 * repeat it. The lines come in the order of the headings.
 */
export class KamGroupedListRenderer extends ListRenderer {
    static props = [...ListRenderer.props, "by"];

    getRowClass(record) {
        const records = this.props.list.records;
        const before = records[records.indexOf(record) - 1];
        const by = this.props.by;
        const repeats = before && before.data[by] && before.data[by] === record.data[by];
        const classes = super.getRowClass(record);
        return `${classes} ${repeats ? "o_kam_grouped_repeated" : "o_kam_grouped_first"}`;
    }

    getCellClass(column, record) {
        const classes = super.getCellClass(column, record);
        return column.name === this.props.by ? `${classes} o_kam_grouped_by` : classes;
    }
}

export class KamGroupedListField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: KamGroupedListRenderer };
    static props = { ...X2ManyField.props, by: { type: String } };

    get rendererProps() {
        const props = super.rendererProps;
        return this.props.viewMode === "kanban" ? props : { ...props, by: this.props.by };
    }
}

export const kamGroupedListField = {
    ...x2ManyField,
    component: KamGroupedListField,
    displayName: _t("Lines under Headings"),
    supportedOptions: [{ label: _t("Field with the heading"), name: "by", type: "field" }],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...x2ManyField.extractProps(fieldInfo, dynamicInfo),
        by: fieldInfo.options.by,
    }),
};

registry.category("fields").add("kam_grouped_list", kamGroupedListField);
