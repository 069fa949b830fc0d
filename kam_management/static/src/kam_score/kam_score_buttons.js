import { Component, useRef, useState } from "@odoo/owl";

import { labelled } from "../kam_wording/kam_wording";

/**
 * A whole number that is chosen with one press: a row of buttons, one of which is pressed in.
 *
 * One stop of the Tab key for the whole row. Digits choose, arrows to the sides move along the
 * row, arrows up and down go to the row of the same group above and below, Space and Enter choose.
 * With texts each button says in full what it stands for.
 */
export class KamScoreButtons extends Component {
    static template = "kam_management.KamScoreButtons";
    static props = {
        // what is scored, for those who do not see it
        label: String,
        // rows of buttons with the same group stand below each other
        group: String,
        value: Number,
        // [{ value, text }], the texts are optional
        levels: Array,
        onSelect: Function,
        readonly: { type: Boolean, optional: true },
        // pressing what is chosen, 0, Delete and Backspace take it back
        isClearable: { type: Boolean, optional: true },
    };

    setup() {
        this.root = useRef("root");
        // what was pressed, until the record says it
        this.state = useState({ pressed: null });
    }

    get value() {
        return this.state.pressed ?? this.props.value;
    }

    get isRubric() {
        return this.props.levels.some((level) => level.text);
    }

    /** The button at which Tab stops: the chosen one, or the first. */
    get stop() {
        const { levels } = this.props;
        return levels.some((level) => level.value === this.value) ? this.value : levels[0]?.value;
    }

    getName(level) {
        return level.text ? labelled(level.value, level.text) : `${level.value}`;
    }

    get readonlyName() {
        const chosen = this.props.levels.find((level) => level.value === this.props.value);
        return labelled(this.props.label, chosen ? this.getName(chosen) : "–");
    }

    async select(value) {
        if (value === this.value) {
            return;
        }
        this.state.pressed = value;
        try {
            await this.props.onSelect(value);
        } finally {
            // unless something else was pressed meanwhile
            if (this.state.pressed === value) {
                this.state.pressed = null;
            }
        }
    }

    onClick(value) {
        const takesBack = this.props.isClearable && value === this.value;
        this.select(takesBack ? 0 : value);
    }

    onKeydown(ev) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey || !this.press(ev.key)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    /** Do what a key stands for, and tell whether it stands for anything. */
    press(key) {
        if (/^[0-9]$/.test(key)) {
            this.digit(Number(key));
            return true;
        }
        const work = {
            ArrowLeft: () => this.step(-1),
            ArrowRight: () => this.step(1),
            ArrowUp: () => this.leave(-1),
            ArrowDown: () => this.leave(1),
            Delete: () => this.digit(0),
            Backspace: () => this.digit(0),
        }[key];
        work?.();
        return Boolean(work);
    }

    digit(value) {
        if (this.props.levels.some((level) => level.value === value)) {
            this.select(value);
            this.focus(value);
        } else if (value === 0 && this.props.isClearable) {
            this.select(0);
        }
    }

    get buttons() {
        return [...this.root.el.querySelectorAll("button")];
    }

    focus(value) {
        this.buttons.find((button) => Number(button.dataset.value) === value)?.focus();
    }

    step(by) {
        const at = this.buttons.indexOf(document.activeElement);
        this.buttons[at + by]?.focus();
    }

    leave(by) {
        const grid = this.root.el.closest(".o_kam_grid");
        if (!grid) {
            return;
        }
        const rows = [...grid.querySelectorAll(".o_kam_score")].filter(
            (row) => row.dataset.group === this.props.group,
        );
        const next = rows[rows.indexOf(this.root.el) + by];
        next?.querySelector('button[tabindex="0"]')?.focus();
    }
}
