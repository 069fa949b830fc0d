import { registry } from "@web/core/registry";
import { HierarchyModel } from "@web_hierarchy/hierarchy_model";
import { HierarchyRenderer } from "@web_hierarchy/hierarchy_renderer";
import { hierarchyView } from "@web_hierarchy/hierarchy_view";

/** Loads the whole chart at once: an account has some ten stakeholders, not thousands of employees. */
export class KamStakeholderHierarchyModel extends HierarchyModel {
    /** @override Odoo's chart loads its roots only and unfolds one branch at a time. */
    isSearchDefaultOrEmpty() {
        return false;
    }

    /** @override All branches, nested; who reports to somebody not found is a root. */
    _formatData(data) {
        const childField = this.childFieldName || this.defaultChildFieldName;
        const byId = new Map(data.map((record) => [record.id, { ...record, [childField]: [] }]));
        const roots = [];
        for (const record of byId.values()) {
            const parent = byId.get(record[this.parentFieldName]?.id);
            (parent ? parent[childField] : roots).push(record);
        }
        return roots;
    }
}

export class KamStakeholderHierarchyRenderer extends HierarchyRenderer {
    static template = "kam_management.KamStakeholderHierarchyRenderer";

    /** The charts by account, each with the roles that are missing there. */
    get charts() {
        const charts = new Map();
        for (const node of this.props.model.root.rootNodes) {
            const { id, display_name: name } = node.data.account_id;
            if (!charts.has(id)) {
                const missing = node.data.account_missing_roles;
                charts.set(id, { id, name, missing, nodes: [] });
            }
            charts.get(id).nodes.push(node);
        }
        return [...charts.values()];
    }

    get stances() {
        return this.props.model.fields.stance.selection;
    }
}

registry.category("views").add("kam_stakeholder_hierarchy", {
    ...hierarchyView,
    Model: KamStakeholderHierarchyModel,
    Renderer: KamStakeholderHierarchyRenderer,
});
