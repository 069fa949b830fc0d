"""Whether a route can be walked: a different person for each step."""


def find_unassignable(candidates):
    """Return the first step for which nobody is left when each step takes another person.

    :param list candidates: for each step the collection of people who may decide it
    :return: index of the step, or None when different people can decide all of them
    """
    step_by_person = {}

    def assign(step, tried):
        for person in candidates[step]:
            if person in tried:
                continue
            tried.add(person)
            if person not in step_by_person or assign(step_by_person[person], tried):
                step_by_person[person] = step
                return True
        return False

    return next((step for step in range(len(candidates)) if not assign(step, set())), None)
