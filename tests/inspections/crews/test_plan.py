"""What the rules weigh."""

from inspections.crews.plan import Cost, Rules


def test_the_urgent_weigh_more_and_what_lies_beyond_the_list_as_its_end() -> None:
    weights = [Rules().late_weight(priority) for priority in (0, 1, 2, 5, 9)]
    assert weights == [5, 5, 4, 1, 1]
    assert Rules().left_s(1) == 5 * Rules().left_late_s


def test_a_cost_is_the_sum_of_its_parts() -> None:
    assert Cost(1, 20, 300, 4000).total_s == 4321
