"""Exchange (数据交换) in the layouts of the norms, and the indicators of tickets (评价指标) with their appeals."""
