import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";

import { percentage } from "@kam_management/kam_wording/kam_wording";

/**
 * A share as text, with two decimals. It is rounded down: what is below the threshold by a hair is
 * never shown as the threshold, and 99.999 % not as 100 %.
 */
export function formatRate(rate) {
    // a little more than the noise of a float
    const hundredths = Math.floor(rate * 10000 + 1e-6);
    return percentage(formatFloat(hundredths / 100, { digits: [16, 2] }));
}

// of tables that sum up
registry
    .category("formatters")
    .add("kam_rate", (rate) => (typeof rate === "number" ? formatRate(rate) : ""));

/** Where a share stands on a bar from 0 to 100 %. */
export function positionOf(rate) {
    return Math.min(Math.max(rate * 100, 0), 100);
}
