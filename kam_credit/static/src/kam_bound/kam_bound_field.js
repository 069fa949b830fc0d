import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** The upper end of an interval: 0 means that there is none, and says so. */
const withOpenEnd = (Base) =>
    class extends Base {
        get formattedValue() {
            if (this.props.record.data[this.props.name]) {
                return super.formattedValue;
            }
            return this.props.readonly ? _t("none") : "";
        }
    };

registry.category("fields").add("kam_bound_amount", {
    ...monetaryField,
    component: withOpenEnd(MonetaryField),
    displayName: _t("Upper End of an Interval (Amount)"),
    isEmpty: () => false,
    listViewWidth: 130,
});
registry.category("fields").add("kam_bound_number", {
    ...floatField,
    component: withOpenEnd(FloatField),
    displayName: _t("Upper End of an Interval (Number)"),
    isEmpty: () => false,
    listViewWidth: 93,
});
